import { describe, expect, test } from 'vitest';
import { cellStatistics } from '../../../../main/imaging/ink/backgroundGrid.ts';
import { flattenBackground } from '../../../../main/imaging/ink/flatten.ts';
import { groundRegions } from '../../../../main/imaging/ink/groundRegions.ts';
import type { RgbImage } from '../../../../main/imaging/pixels.ts';
import { createRandom } from '../../../../shared/random.ts';
import { inkAt, paintedImage } from '../../../support/images.ts';

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

describe('notes of several colours on one board', () => {
  const notes = [
    [250, 225, 40],
    [250, 140, 50],
    [190, 225, 60],
    [250, 150, 180],
    [150, 200, 240],
    [250, 245, 190],
  ] as const;
  const side = 130;
  const leftOf = (note: number): number => 40 + (note % 3) * 200;
  const topOf = (note: number): number => 50 + Math.floor(note / 3) * 220;
  /** A note, and three strokes on it, the first eight pixels from its edge. */
  const drawn = notes.flatMap((colour, note) => [
    { left: leftOf(note), top: topOf(note), width: side, height: side, colour },
    ...[8, 60, 110].map((left) => ({
      ...{ left: leftOf(note) + left, top: topOf(note) + 30, width: 4, height: 70 },
      colour: [70, 60, 60] as const,
    })),
  ]);

  test('each have their own ground: the note is empty, and what is written on it is ink up to its edge', () => {
    const board = { left: 20, top: 20, width: 4, height: 440, colour: [30, 30, 160] as const };
    const ink = flattenBackground(underFallingLight(paintedImage(size, white, [...drawn, board])));
    for (const note of notes.keys()) {
      const [left, middle] = [leftOf(note), topOf(note) + 65];
      for (const stroke of [8, 60, 110]) expect(inkAt(ink, left + stroke + 2, middle)).toBeGreaterThan(110);
      for (const gap of [4, 35, 85, side - 4]) expect(inkAt(ink, left + gap, middle)).toBeLessThan(48);
      expect(inkAt(ink, left - 8, middle)).toBeLessThan(48);
    }
    expect(inkAt(ink, 22, 240)).toBeGreaterThan(110);
  });

  test('of saturated colours, whose blue is noise, are empty too, and a faint marker on them is ink', () => {
    const random = createRandom(1);
    const strokes = [60, 110].map((left) => ({
      left: 40 + left,
      top: 80,
      width: 5,
      height: 70,
      colour: [175, 105, 15] as const,
    }));
    const note = { left: 40, top: 50, width: 200, height: 200, colour: [250, 150, 15] as const };
    const image = paintedImage(size, white, [note, ...strokes]);
    const noisy = image.data.map((value, at) => {
      const isBlueOfNote = at % 3 === 2 && value === 15;
      return isBlueOfNote ? Math.floor(random.next() * 45) : value;
    });
    const ink = flattenBackground({ ...image, data: noisy });
    const means = (left: number): number => {
      const levels = Array.from({ length: 40 }, (_, row) => inkAt(ink, left, 95 + row));
      return levels.reduce((sum, level) => sum + level, 0) / levels.length;
    };
    expect([102, 152].map(means).every((level) => level > 100)).toBe(true);
    expect([70, 130, 200].map(means).every((level) => level < 32)).toBe(true);
  });

  test('are grounds of their own, and a board of coloured strokes in falling light is one', () => {
    const withNotes = groundRegions(cellStatistics(paintedImage(size, white, drawn)));
    expect(withNotes?.boxes).toHaveLength(1 + notes.length);
    const strokes = notes.map((colour, index) => ({
      ...{ left: 40 + index * 90, top: 60, width: 12, height: 300, colour },
    }));
    expect(groundRegions(cellStatistics(underFallingLight(paintedImage(size, white, strokes))))).toBeNull();
  });
});
