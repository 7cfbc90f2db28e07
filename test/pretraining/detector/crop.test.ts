import { describe, expect, it } from 'vitest';
import { augmentInk, drawClutter, drawRules } from '../../../pretraining/detector/clutter.ts';
import { drawCrop } from '../../../pretraining/detector/crop.ts';
import { markedPage } from '../../../pretraining/detector/markedPage.ts';
import type { MarkedCrop } from '../../../pretraining/detector/targets.ts';
import { boxOfQuad, quadOfBox, quadSize, type Box } from '../../../shared/geometry.ts';
import { createRandom } from '../../../shared/random.ts';

const size = 192;
const words: Box[] = [0, 1, 2, 3, 4, 5].flatMap((row) =>
  [0, 1, 2].map((column): Box => [60 + 240 * column, 80 + 100 * row, 160, 40]),
);

/** A page on which every word is a full bar. */
function barsPage() {
  const [width, height] = [800, 700];
  const data = new Uint8Array(width * height);
  for (const [x, y, wordWidth, wordHeight] of words) {
    for (let row = y; row < y + wordHeight; row += 1) {
      data.fill(255, row * width + x, row * width + x + wordWidth);
    }
  }
  return markedPage(
    { width, height, data },
    { name: 'bars', words: words.map(quadOfBox), ignored: [[0, 0, 800, 60]] },
  );
}

/** Mean ink at the middle of each pixel whose centre lies well inside a word, and far from all. */
function meanInk({ ink, words: quads }: MarkedCrop): { inside: number; outside: number } {
  const boxes = quads.map(boxOfQuad);
  const slack = 0.2 * Math.max(0, ...boxes.map(([, , , height]) => height));
  const means = { inside: [0, 0], outside: [0, 0] };
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      let depth = -Infinity;
      for (const [left, top, width, height] of boxes) {
        depth = Math.max(depth, Math.min(x - left, left + width - x, y - top, top + height - y));
      }
      const sum = depth > slack ? means.inside : depth < -2 ? means.outside : undefined;
      if (sum === undefined) continue;
      sum[0] = (sum[0] ?? 0) + (ink[y * size + x] ?? 0);
      sum[1] = (sum[1] ?? 0) + 1;
    }
  }
  const mean = ([total = 0, count = 0]: number[]): number => total / Math.max(1, count);
  return { inside: mean(means.inside), outside: mean(means.outside) };
}

describe('drawCrop', () => {
  it('moves the words with their ink, at every scale', () => {
    const page = barsPage();
    const random = createRandom(2);
    const heights: number[] = [];
    for (let index = 0; index < 8; index += 1) {
      const crop = drawCrop(random, page, size);
      const first = crop.words[0];
      if (first === undefined) continue;
      heights.push(quadSize(first).height);
      const { inside, outside } = meanInk(crop);
      expect(inside).toBeGreaterThan(0.9);
      expect(outside).toBeLessThan(0.05);
    }
    expect(Math.max(...heights) / Math.min(...heights)).toBeGreaterThan(1.5);
  });

  it('draws the same crop from the same seed', () => {
    const [first, second, other] = [7, 7, 8].map((seed) => drawCrop(createRandom(seed), barsPage(), size));
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });
});

describe('augmentInk and drawClutter', () => {
  it('keep ink between 0 and 1, and change it', () => {
    const random = createRandom(4);
    for (let index = 0; index < 20; index += 1) {
      const { ink } = drawCrop(random, barsPage(), size);
      const before = ink.slice();
      drawClutter(random, ink, size);
      augmentInk(random, ink, size);
      expect(ink).not.toEqual(before);
      expect(Math.min(...ink)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...ink)).toBeLessThanOrEqual(1);
    }
  });
});

describe('drawRules', () => {
  it('draws level lines, on every other crop upright ones too, both no farther apart than on paper', () => {
    const farthest = 60;
    const emptyRows = Array.from({ length: 40 }, (_, seed) => {
      const ink = new Float32Array(size * size);
      drawRules(createRandom(seed), ink, size);
      expect(Math.max(...ink)).toBeLessThanOrEqual(0.65);
      expect(Math.max(...ink.subarray(0, farthest * size))).toBeGreaterThan(0.05);
      // An upright line crosses every row of a strip that is as wide as lines are apart.
      return Array.from({ length: size }, (_row, row) =>
        ink.subarray(row * size, row * size + farthest).every((value) => value === 0),
      ).filter(Boolean).length;
    });
    const squared = emptyRows.filter((rows) => rows === 0).length;
    expect(squared).toBeGreaterThan(10);
    expect(squared).toBeLessThan(30);
  });
});
