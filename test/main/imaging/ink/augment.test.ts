import { expect, test } from 'vitest';
import { augmentWord, blurInk } from '../../../../main/imaging/ink/augment.ts';
import { paintLine } from '../../../../main/imaging/ink/clutter.ts';
import { changeStrokeWidth, meanStrokeWidth } from '../../../../main/imaging/ink/morphology.ts';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import { createWarpMesh, warpInk } from '../../../../main/imaging/geometry/warp.ts';
import { createRandom } from '../../../../shared/random.ts';

/** Strokes of an N, as large as asked. */
function letter(width: number, height: number): InkImage {
  const ink = { width, height, data: new Uint8Array(width * height) };
  const [left, right, top, bottom] = [0.2 * width, 0.8 * width, 0.1 * height, 0.9 * height];
  const thickness = Math.max(1.5, 0.08 * height);
  paintLine(ink, [left, bottom], [left, top], thickness, 255);
  paintLine(ink, [left, top], [right, bottom], thickness, 255);
  paintLine(ink, [right, bottom], [right, top], thickness, 255);
  return ink;
}

const inkSum = ({ data }: InkImage): number => data.reduce((sum, value) => sum + value, 0);
const strongest = ({ data }: InkImage): number => data.reduce((most, value) => Math.max(most, value), 0);

test('strength 0 gives the word back as it is', () => {
  const word = letter(80, 50);
  expect(augmentWord(word, createRandom(1), 0)).toBe(word);
});

test('the same seed augments alike, another seed otherwise', () => {
  const word = letter(120, 70);
  expect(augmentWord(word, createRandom(4), 1)).toEqual(augmentWord(word, createRandom(4), 1));
  expect(augmentWord(word, createRandom(5), 1)).not.toEqual(augmentWord(word, createRandom(4), 1));
});

test('the word given is left untouched', () => {
  const word = letter(120, 70);
  const before = word.data.slice();
  for (let seed = 0; seed < 40; seed += 1) augmentWord(word, createRandom(seed), 1.5);
  expect(word.data).toEqual(before);
});

test.each([
  [1, 1],
  [5, 3],
  [30, 12],
  [120, 50],
  [260, 140],
  [1400, 60],
])('a word of %i x %i keeps sane dimensions and its ink', (width, height) => {
  const word = letter(width, height);
  word.data[word.data.length >> 1] = 255;
  for (let seed = 0; seed < 40; seed += 1) {
    const augmented = augmentWord(word, createRandom(seed), 1.5);
    expect(augmented.data).toHaveLength(augmented.width * augmented.height);
    expect(augmented.height).toBeGreaterThanOrEqual(1);
    expect(augmented.height).toBeLessThan(0.3 * width + 200);
    expect(augmented.width).toBeLessThan(1.7 * width + 200);
    expect(strongest(augmented)).toBeGreaterThanOrEqual(40);
  }
});

test('a mesh that maps each pixel to itself changes nothing', () => {
  const word = letter(61, 37);
  const mesh = createWarpMesh(61, 37, 8, (x, y) => [x, y]);
  expect(warpInk(word, mesh, 61, 37)).toEqual(word);
});

test('a mesh moved by whole pixels moves the ink and fills with paper', () => {
  const word = letter(40, 30);
  const moved = warpInk(
    word,
    createWarpMesh(40, 30, 8, (x, y) => [x - 3, y - 2]),
    40,
    30,
  );
  for (let y = 0; y < 30; y += 1) {
    for (let x = 0; x < 40; x += 1) {
      const expected = x >= 3 && y >= 2 ? word.data[(y - 2) * 40 + x - 3] : 0;
      expect(moved.data[y * 40 + x]).toBe(expected);
    }
  }
});

test('strokes grow and shrink by a pixel on each side', () => {
  const line = { width: 20, height: 21, data: new Uint8Array(420) };
  for (let y = 9; y <= 11; y += 1) line.data.fill(255, y * 20, y * 20 + 20);
  const rows = ({ data }: InkImage): number[] =>
    Array.from({ length: 21 }, (_, y) => y).filter((y) => (data[y * 20 + 10] ?? 0) > 128);
  expect(rows(changeStrokeWidth(line, 1))).toEqual([8, 9, 10, 11, 12]);
  expect(rows(changeStrokeWidth(line, -1))).toEqual([10]);
  expect(changeStrokeWidth(line, 0)).toEqual(line);
});

test('blur keeps the ink and spreads it', () => {
  const dot = { width: 15, height: 15, data: new Uint8Array(225) };
  dot.data[7 * 15 + 7] = 255;
  const blurred = blurInk(dot, 0.8);
  expect(Math.abs(inkSum(blurred) - 255)).toBeLessThan(26);
  expect(strongest(blurred)).toBeLessThan(90);
  expect(blurred.data[7 * 15 + 8]).toBe(blurred.data[8 * 15 + 7]);
});

test('a flat image stays flat under blur, edges included', () => {
  const flat = { width: 9, height: 6, data: new Uint8Array(54).fill(100) };
  expect(blurInk(flat, 1.2)).toEqual(flat);
});

test('a painted line covers as much as its length times its thickness', () => {
  const ink = { width: 60, height: 40, data: new Uint8Array(2400) };
  paintLine(ink, [10, 20], [50, 20], 3, 255);
  expect(inkSum(ink) / 255).toBeCloseTo(41 * 3, -0.5);
});

test('the mean stroke width is that of the line, whatever its direction', () => {
  for (const end of [
    [90, 20],
    [90, 70],
  ] as const) {
    const ink = { width: 110, height: 90, data: new Uint8Array(9900) };
    paintLine(ink, [15, 20], end, 4, 255);
    expect(Math.abs(meanStrokeWidth(ink) - 4)).toBeLessThan(1);
  }
  expect(meanStrokeWidth({ width: 3, height: 3, data: new Uint8Array(9) })).toBe(0);
});
