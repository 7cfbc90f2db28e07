import { expect, test } from 'vitest';
import { rightProbability } from '../../../main/ml/decoding/textJudge.ts';
import { fitRightWords, type JudgedWord } from '../../../pretraining/fitting/rightWords.ts';
import { createRandom } from '../../../shared/random.ts';

test('the weights by which words were drawn are found again', () => {
  const random = createRandom(5);
  const drawnBy = [-1, 0.8, -0.4];
  const words = Array.from({ length: 20_000 }, (): JudgedWord => {
    const [confidence, doubt] = [random.between(0, 1), random.between(-6, 2)];
    return { confidence, doubt, isRight: random.chance(rightProbability(confidence, doubt, drawnBy)) };
  });
  const [bias = 0, reading = 0, doubt = 0] = fitRightWords(words);
  expect(Math.abs(bias + 1)).toBeLessThan(0.15);
  expect(Math.abs(reading - 0.8)).toBeLessThan(0.05);
  expect(Math.abs(doubt + 0.4)).toBeLessThan(0.05);
});
