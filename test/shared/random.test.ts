import { describe, expect, it } from 'vitest';
import { createRandom, restoreRandom } from '../../shared/random.ts';

describe('Seeded randomness', () => {
  it('repeats itself for the same seed and differs for another', () => {
    const draw = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 20 }, () => random.next());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('goes on from its state', () => {
    const random = createRandom(3);
    random.next();
    const restored = restoreRandom(random.state());
    expect(restored.next()).toBe(random.next());
  });

  it('forks into sequences that do not disturb each other', () => {
    const one = createRandom(1);
    const two = createRandom(1);
    one.fork('a').next();
    expect(one.next()).toBe(two.next());
    expect(createRandom(1).fork('a').next()).not.toBe(createRandom(1).fork('b').next());
  });

  it('is uniform and normal within what chance allows', () => {
    const random = createRandom(11);
    const uniform = Array.from({ length: 20_000 }, () => random.between(2, 4));
    expect(mean(uniform)).toBeCloseTo(3, 1);
    const normal = Array.from({ length: 20_000 }, () => random.normal());
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(mean(normal.map((value) => value * value))).toBeCloseTo(1, 1);
  });

  it('shuffles without losing anything and refuses to pick from nothing', () => {
    const random = createRandom(5);
    expect(random.shuffle([1, 2, 3, 4, 5]).sort()).toEqual([1, 2, 3, 4, 5]);
    expect(() => random.pick([])).toThrow(RangeError);
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
