import { expect, test } from 'vitest';
import { rightProbability } from '../../main/ml/decoding/textJudge.ts';
import { fitRightWords, type JudgedWord } from '../../pretraining/fitting/rightWords.ts';
import { createRandom } from '../../shared/random.ts';

test('the weights by which words were drawn are found again', () => {
  const random = createRandom(5);
  const drawnBy = { bias: -1, reading: 0.8, doubt: -0.4 };
  const words = Array.from({ length: 20_000 }, (): JudgedWord => {
    const [confidence, doubt] = [random.between(0, 1), random.between(-6, 2)];
    return { confidence, doubt, isRight: random.chance(rightProbability(confidence, doubt, drawnBy)) };
  });
  const found = fitRightWords(words);
  expect(Math.abs(found.bias - drawnBy.bias)).toBeLessThan(0.15);
  expect(Math.abs(found.reading - drawnBy.reading)).toBeLessThan(0.05);
  expect(Math.abs(found.doubt - drawnBy.doubt)).toBeLessThan(0.05);
});
