import { expect, it } from 'vitest';
import { likelihoodOf } from '../../../../main/ml/evaluation/metrics.ts';

it('the likelihood of words is their mean loss by letter, its exponential, and the mean of their best paths', () => {
  const words = [
    { truth: Math.log(0.5), length: 1, bestPath: Math.log(0.5) },
    { truth: Math.log(0.125), length: 3, bestPath: Math.log(0.25) },
  ];
  expect(likelihoodOf(words)).toEqual({
    words: 2,
    loss: expect.closeTo(Math.LN2, 10) as number,
    perplexity: expect.closeTo(2, 10) as number,
    probability: expect.closeTo(0.375, 10) as number,
  });
});

it('words that no path gives do not count, and without others there is no likelihood', () => {
  const impossible = { truth: -Infinity, length: 4, bestPath: -1 };
  expect(likelihoodOf([impossible, { truth: -1, length: 2, bestPath: -1 }])).toMatchObject({
    words: 1,
    loss: 0.5,
  });
  expect(likelihoodOf([impossible])).toBeUndefined();
});
