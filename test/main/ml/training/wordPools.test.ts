import { describe, expect, it } from 'vitest';
import { drawPool, type PoolOptions } from '../../../../main/ml/training/wordPools.ts';
import { createRandom } from '../../../../shared/random.ts';
import { smallSources } from '../../../support/wordSources.ts';

const options: PoolOptions = {
  sources: smallSources(),
  shares: [0.5, 0.5],
  size: 48,
  shape: { height: 48, maxWidth: 128 },
};

describe('a pool of words', () => {
  it('is the same for the same seed, pixel for pixel, and another one for another seed', () => {
    const pool = drawPool(options, createRandom(5));
    expect(pool).toHaveLength(48);
    expect(drawPool(options, createRandom(5))).toEqual(pool);
    expect(drawPool(options, createRandom(6))).not.toEqual(pool);
  });

  it('comes narrowest first, each word as high as the network and no wider than it takes', () => {
    const pool = drawPool(options, createRandom(5));
    const widths = pool.map(({ ink }) => ink.width);
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect(new Set(widths).size).toBeGreaterThan(8);
    expect(Math.max(...widths)).toBeLessThanOrEqual(128);
    expect(new Set(pool.map(({ ink }) => ink.height))).toEqual(new Set([48]));
  });

  it('holds the shares asked for', () => {
    const boards = (shares: readonly number[]) =>
      drawPool({ ...options, shares, size: 200 }, createRandom(7)).filter(({ text }) => text.startsWith('b'))
        .length;
    expect(boards([1, 0])).toBe(0);
    expect(boards([0, 1])).toBe(200);
    expect(boards([0.75, 0.25])).toBeGreaterThan(30);
    expect(boards([0.75, 0.25])).toBeLessThan(70);
  });

  it('draws a hand by the square root of its words, so that a hand of few is not lost among those of many', () => {
    const [source] = smallSources();
    if (source === undefined) throw new TypeError('There are no sources.');
    const ofFour = (hands: readonly number[]) =>
      drawPool(
        { ...options, sources: [{ ...source, hands }], shares: [1], size: 600 },
        createRandom(8),
      ).filter(({ text }) => text === 'aaaa').length;
    // The 20 words have 3 of four letters, the last of them among them: 90 of 600. Alone, it is drawn once in 1 + 19 ** 0.5.
    expect(ofFour([0])).toBeLessThan(120);
    expect(ofFour([0, 19])).toBeGreaterThan(130);
    expect(ofFour([0, 19])).toBeLessThan(200);
  });

  it('never draws the same word twice in the same way', () => {
    const pool = drawPool({ ...options, shares: [1, 0] }, createRandom(8));
    const ofOneStroke = pool.filter(({ text }) => text === 'a').map(({ ink }) => ink.data.join());
    expect(ofOneStroke.length).toBeGreaterThan(1);
    expect(new Set(ofOneStroke).size).toBe(ofOneStroke.length);
  });

  it('refuses more shares than there are sources', () => {
    expect(() => drawPool({ ...options, shares: [0, 0, 1] }, createRandom(9))).toThrow(
      /more shares than sources/u,
    );
  });
});
