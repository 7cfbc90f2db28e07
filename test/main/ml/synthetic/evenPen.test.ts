import { expect, test } from 'vitest';
import { paintPenStroke } from '../../../../main/imaging/ink/strokes.ts';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import { redrawEvenly, type EvenPen } from '../../../../main/ml/synthetic/evenPen.ts';
import { createRandom } from '../../../../shared/random.ts';

const calm: EvenPen = { smoothing: 1, sampling: 2, tremor: 0, missing: 0 };

/** A horizontal stroke that swells from 4 to 14 pixels. */
function swellingStroke(): InkImage {
  const ink = { width: 120, height: 50, data: new Uint8Array(6000) };
  for (let x = 20; x < 100; x += 1) paintPenStroke(ink, [[x, 25]], 4 + (x - 20) / 8);
  return ink;
}

const widthAt = ({ data, width, height }: InkImage, x: number): number =>
  Array.from({ length: height }, (_, y) => (data[y * width + x] ?? 0) / 255).reduce(
    (sum, cover) => sum + cover,
    0,
  );

test('an uneven stroke comes back as wide everywhere as the pen', () => {
  const redrawn = redrawEvenly(swellingStroke(), calm, 8, 5, 60, createRandom(1));
  for (const x of [35, 50, 65, 80]) expect(Math.abs(widthAt(redrawn, x) - 5)).toBeLessThan(0.8);
});

test('a trembling hand moves the line, the same way for the same seed', () => {
  const trembling = { ...calm, tremor: 0.03 };
  const draw = (seed: number): InkImage =>
    redrawEvenly(swellingStroke(), trembling, 8, 5, 60, createRandom(seed));
  expect(draw(1)).toEqual(draw(1));
  expect(draw(2)).not.toEqual(draw(1));
});

test('the finest pen still leaves ink', () => {
  const redrawn = redrawEvenly(swellingStroke(), calm, 8, 0.1, 60, createRandom(1));
  expect(widthAt(redrawn, 60)).toBeGreaterThan(0.9);
});

test('most dots are tapped, as wide as high, however flat the font draws them', () => {
  const flat = { width: 60, height: 50, data: new Uint8Array(3000) };
  for (let x = 25; x <= 32; x += 1) paintPenStroke(flat, [[x, 40]], 8);
  const isTapped = (seed: number): boolean => {
    const { data, width } = redrawEvenly(flat, calm, 8, 4, 60, createRandom(seed));
    const places = Array.from(data.keys()).filter((at) => (data[at] ?? 0) > 127);
    const columns = new Set(places.map((at) => at % width)).size;
    return columns === new Set(places.map((at) => Math.floor(at / width))).size;
  };
  const tapped = Array.from({ length: 200 }, (_, seed) => isTapped(seed)).filter(Boolean).length;
  expect(tapped).toBeGreaterThan(130);
  expect(tapped).toBeLessThan(170);
});
