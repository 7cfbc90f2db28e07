import { expect, it } from 'vitest';
import { median } from '../../shared/median.ts';

it('the median is the value in the middle, the larger one of two, and leaves the values in their order', () => {
  const values = [10, 9, 2];
  expect(median(values)).toBe(9);
  expect(values).toEqual([10, 9, 2]);
  expect(median([1, 10, 9, 2])).toBe(9);
});

it('the median of no values is 0, or what is given for it', () => {
  expect(median([])).toBe(0);
  expect(median([], Infinity)).toBe(Infinity);
});
