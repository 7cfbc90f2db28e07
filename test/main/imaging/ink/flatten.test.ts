import { describe, expect, test } from 'vitest';
import { type CellGrid, cellStatistics, gridOf } from '../../../../main/imaging/ink/backgroundGrid.ts';
import { divide, flattenBackground } from '../../../../main/imaging/ink/flatten.ts';
import type { InkRamp } from '../../../../main/imaging/ink/groundInk.ts';
import { groundRegions } from '../../../../main/imaging/ink/groundRegions.ts';
import type { InkImage, RgbImage } from '../../../../main/imaging/pixels.ts';
import { createRandom } from '../../../../shared/random.ts';
import { differing, inkAt, paintedImage } from '../../../support/images.ts';

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

/** What `divide` gives, bit for bit: its steps, a pixel at a time. */
function dividedPlainly(
  { width, height, data }: RgbImage,
  { cell, columns, rows }: CellGrid,
  ramps: readonly InkRamp[],
): InkImage {
  const ink = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const place = Math.min(rows - 1, Math.max(0, (y + 0.5) / cell - 0.5));
    const upper = Math.floor(place);
    const lower = Math.min(rows - 1, upper + 1);
    const blended = (plane: Float32Array): number[] =>
      Array.from({ length: columns }, (_, column) => {
        const above = plane[upper * columns + column] ?? 0;
        const below = plane[lower * columns + column] ?? 0;
        return Math.round((above + (below - above) * (place - upper)) * 2 ** 16);
      });
    const row = ramps.map(({ offset, gain }) => ({ offset: blended(offset), gain: blended(gain) }));
    for (let x = 0; x < width; x += 1) {
      const stretch = Math.floor((x + 0.5 - cell / 2) / cell);
      const from = Math.max(0, Math.ceil(stretch * cell + cell / 2 - 0.5));
      const at = (values: readonly number[]): number => {
        const [left, right] = [Math.max(0, stretch), Math.min(columns - 1, stretch + 1)];
        const first = values[left] ?? 0;
        const step = Math.trunc(((values[right] ?? 0) - first) / cell);
        // The first pixel of a stretch is cut to a whole number, and the others are steps from it.
        return Math.trunc(first + step * (from + 0.5 - stretch * cell - cell / 2)) + (x - from) * step;
      };
      const inks = row.map(
        ({ offset, gain }, channel) =>
          (at(offset) + at(gain) * (data[(y * width + x) * 3 + channel] ?? 0)) >> 16,
      );
      ink[y * width + x] = Math.max(0, Math.min(255, Math.max(...inks)));
    }
  }
  return { width, height, data: ink };
}

// The last one is more than the kernels' memory takes at a time.
test.each([
  [1, 1],
  [3, 5],
  [97, 64],
  [230, 181],
  [641, 903],
])('for a photo of %i x %i the kernel has the bits of plain steps', (width, height) => {
  const random = createRandom(8);
  const data = Uint8Array.from({ length: 3 * width * height }, () => random.integer(0, 255));
  const photo = { width, height, data };
  const grid = gridOf(photo);
  // Of chalk on a board, ink is what is brighter; between two grounds a ramp is steep.
  const ramps = Array.from({ length: 3 }, () => {
    const length = grid.columns * grid.rows;
    const gain = Float32Array.from({ length }, () => random.between(-21, random.between(0, 21)));
    return { gain, offset: gain.map((slope) => -slope * random.between(0, 255)) };
  });
  const [ink, wanted] = [divide(photo, grid, ramps), dividedPlainly(photo, grid, ramps)];
  expect([ink.width, ink.height]).toEqual([width, height]);
  expect(differing(ink, wanted)).toEqual([]);
});
