import { expect, it } from 'vitest';
import { pickWeighted, createRandom } from '../../shared/random.ts';

it('picks items as often as their weights say, and never one of no weight', () => {
  const random = createRandom(1);
  const items = [
    ['never', 0],
    ['seldom', 1],
    ['often', 3],
  ] as const;
  const picked = Array.from({ length: 4000 }, () => pickWeighted(items, ([, weight]) => weight, random)?.[0]);
  const share = (name: string): number => picked.filter((found) => found === name).length / picked.length;
  expect(share('never')).toBe(0);
  expect(share('often')).toBeCloseTo(0.75, 1);
  expect(share('seldom') + share('often')).toBe(1);
});

it('picks nothing of nothing', () => {
  expect(pickWeighted<string>([], () => 1, createRandom(1))).toBeUndefined();
});
