import { describe, expect, it } from 'vitest';
import { leastShare } from '../../../../main/ml/finetune/blend.ts';

const errors = (count: number, of = 400): number[] =>
  Array.from({ length: of }, (_, word) => Number(word < count));

describe('leastShare', () => {
  it('takes the shortest way of those that err alike', () => {
    const tried = [1, 0.9, 0.8].map((share) => ({ share, errors: errors(40) }));
    expect(leastShare(tried).share).toBe(0.8);
  });

  it('forgives as many errors as chance makes, and no more', () => {
    // Six words worse and five better are no more than chance; nine worse are 2.25 %, with .74 % of chance.
    const tried = [
      { share: 1, errors: errors(40) },
      { share: 0.9, errors: [...errors(0, 5), ...errors(41, 395)] },
      { share: 0.8, errors: errors(49) },
    ];
    expect(leastShare(tried).share).toBe(0.9);
  });

  it('goes all the way where that alone is best', () => {
    const tried = [
      { share: 1, errors: errors(10) },
      { share: 0.9, errors: errors(30) },
      { share: 0.8, errors: errors(60) },
    ];
    expect(leastShare(tried).share).toBe(1);
  });

  it('takes a shorter way that errs less', () => {
    const tried = [
      { share: 1, errors: errors(30) },
      { share: 0.8, errors: errors(10) },
    ];
    expect(leastShare(tried).share).toBe(0.8);
  });

  it('refuses to choose from nothing', () => {
    expect(() => leastShare([])).toThrow(RangeError);
  });
});
