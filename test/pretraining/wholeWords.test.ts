import { expect, test } from 'vitest';
import { wholeProbability } from '../../main/ml/decoding/textJudge.ts';
import { fitWholeWords, type JudgedWord } from '../../pretraining/fitting/wholeWords.ts';
import { createRandom } from '../../shared/random.ts';

test('the weights by which words were drawn are found again', () => {
  const random = createRandom(5);
  const drawnBy = { bias: 0.4, doubt: 0.8 };
  const words = Array.from({ length: 20_000 }, (): JudgedWord => {
    const [confidence, doubt] = [random.between(0.5, 1), random.between(-6, 2)];
    return { confidence, doubt, isRight: random.chance(confidence * wholeProbability(doubt, drawnBy)) };
  });
  const { bias, doubt } = fitWholeWords(words);
  expect(Math.abs(bias - 0.4)).toBeLessThan(0.15);
  expect(Math.abs(doubt - 0.8)).toBeLessThan(0.08);
});
