import { expect, test } from 'vitest';
import { flattenBackground } from '../../../main/imaging/flatten.ts';
import type { RgbImage } from '../../../main/imaging/pixels.ts';
import { inkAt, paintedImage } from '../../support/images.ts';

const size = { width: 640, height: 480 };
const white = [230, 228, 225] as const;

/** The picture under light that falls from left to right to a third, as beside a window. */
function underFallingLight(image: RgbImage): RgbImage {
  const data = image.data.map((value, index) => {
    const x = Math.floor(index / 3) % image.width;
    return Math.round(value * (1 - (0.66 * x) / image.width));
  });
  return { ...image, data };
}

test('paper is empty and a stroke is full ink, in light and in shadow', () => {
  const strokes = [40, 300, 590].map((left) => ({
    left,
    top: 200,
    width: 5,
    height: 60,
    colour: [25, 25, 30] as const,
  }));
  const ink = flattenBackground(underFallingLight(paintedImage(size, white, strokes)));
  for (const { left } of strokes) {
    expect(inkAt(ink, left + 2, 230)).toBeGreaterThan(190);
    expect(inkAt(ink, left + 20, 230)).toBeLessThan(16);
  }
});

test('orange, yellow, red, green and blue markers are ink', () => {
  const colours = [
    [255, 140, 20],
    [240, 220, 40],
    [210, 40, 40],
    [40, 160, 80],
    [40, 60, 200],
  ] as const;
  const strokes = colours.map((colour, index) => ({
    left: 60 + index * 110,
    top: 100,
    width: 8,
    height: 80,
    colour,
  }));
  const ink = flattenBackground(paintedImage(size, white, strokes));
  for (const { left } of strokes) expect(inkAt(ink, left + 4, 140)).toBeGreaterThan(150);
});

test('strokes far thicker than a pen do not vanish', () => {
  const bar = { left: 200, top: 180, width: 220, height: 26, colour: [30, 30, 30] as const };
  const ink = flattenBackground(paintedImage(size, white, [bar]));
  expect(inkAt(ink, 310, 193)).toBeGreaterThan(190);
});

test('chalk on a dark board is ink, and the board is empty', () => {
  const chalk = [60, 220, 400].map((left) => ({
    left,
    top: 150,
    width: 5,
    height: 70,
    colour: [205, 210, 205] as const,
  }));
  const ink = flattenBackground(paintedImage(size, [42, 58, 50], chalk));
  for (const { left } of chalk) {
    expect(inkAt(ink, left + 2, 180)).toBeGreaterThan(170);
    expect(inkAt(ink, left + 30, 180)).toBeLessThan(16);
  }
});

test('dark ink on dim paper is not taken for a chalk board', () => {
  const strokes = [60, 220, 400].map((left) => ({
    left,
    top: 150,
    width: 5,
    height: 70,
    colour: [20, 20, 20] as const,
  }));
  const ink = flattenBackground(paintedImage(size, [90, 88, 80], strokes));
  expect(inkAt(ink, 62, 180)).toBeGreaterThan(150);
  expect(inkAt(ink, 90, 180)).toBeLessThan(16);
});

test('a picture smaller than a cell keeps its size', () => {
  const ink = flattenBackground(paintedImage({ width: 3, height: 2 }, white, []));
  expect([ink.width, ink.height, ink.data.length]).toEqual([3, 2, 6]);
});
