import { expect, test } from 'vitest';
import {
  isOfRegion,
  regionsOfOtherSize,
  scaleOfRegion,
  type SeenWord,
} from '../../../../main/ml/detection/sizeRegions.ts';

const page = { width: 1000, height: 800 };
const regionsOf = (words: readonly SeenWord[], most = 1e9) => regionsOfOtherSize(words, page, most);

/** Words in a row, two heights wide and half a height apart. */
function row(count: number, [left, top, height]: readonly [number, number, number], scale = 1): SeenWord[] {
  return Array.from({ length: count }, (_, index) => ({
    box: [left + index * 2.5 * height, top, 2 * height, height],
    inputHeight: height * scale,
  }));
}

test('writing that the page shows too small is a region, the heading above it is none', () => {
  const heading = row(3, [0, 0, 40]);
  const notes = [...row(4, [0, 60, 10]), ...row(4, [0, 74, 12])];
  expect(regionsOf([...heading, ...notes])).toEqual([{ box: [0, 48, 126, 50], height: 12 }]);
});

test('large writing is a region, too, and so is what lies apart', () => {
  const [large, left, right] = [row(3, [0, 0, 90]), row(3, [0, 200, 15]), row(3, [400, 200, 15])];
  expect(regionsOf([...large, ...left, ...right]).map(({ height }) => height)).toEqual([90, 15, 15]);
});

test('the height in the input counts, not that on the page', () => {
  expect(regionsOf(row(5, [0, 0, 60], 0.5))).toEqual([]);
  expect(regionsOf(row(5, [0, 0, 30], 0.5))).toHaveLength(1);
});

test('one or two words say too little', () => {
  expect(regionsOf(row(2, [0, 0, 10]))).toEqual([]);
  expect(regionsOf([])).toEqual([]);
});

test('regions that overlap do not show the page again and again', () => {
  // Each is a column and a row of words, whose box is most of the page.
  const corners = Array.from({ length: 12 }, (_, index) => {
    const height = 8 * 1.8 ** (index % 2);
    const [left, top] = [index * 50, 10 + index * 40];
    const down = Array.from({ length: 20 }, (_step, step) => row(1, [left, top + step * 20, height]));
    return [...row(20, [left, top, height]), ...down.flat()];
  }).flat();
  const all = regionsOf(corners);
  const some = regionsOf(corners, 3 * page.width * page.height);
  const pixels = (regions: typeof all): number =>
    regions.reduce((sum, { box, height }) => sum + scaleOfRegion(height) ** 2 * box[2] * box[3], 0);
  expect(pixels(all)).toBeGreaterThan(6 * page.width * page.height);
  expect(pixels(some)).toBeLessThanOrEqual(3 * page.width * page.height);
  expect(some).toEqual(all.slice(0, some.length));
});

test('a word is of a region if it stands whole in it and is of its size', () => {
  const region = { box: [100, 100, 800, 400], height: 40 } as const;
  expect(isOfRegion([200, 200, 120, 45], region)).toBe(true);
  // Letters without ascenders are low.
  expect(isOfRegion([200, 200, 30, 18], region)).toBe(true);
  expect(isOfRegion([200, 200, 60, 11], region)).toBe(false);
  expect(isOfRegion([200, 200, 400, 110], region)).toBe(false);
  expect(isOfRegion([850, 200, 120, 45], region)).toBe(false);
});
