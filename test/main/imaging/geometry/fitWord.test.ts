import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitWord } from '../../../../main/imaging/geometry/fitWord.ts';
import { meanStrokeWidth } from '../../../../main/imaging/ink/morphology.ts';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import { inkAt, inkImage } from '../../../support/images.ts';

const shape = { height: 48, maxWidth: 256 };

/** First and last row and column with ink above half. */
function extent(image: InkImage): { left: number; right: number; top: number; bottom: number } {
  const found = { left: image.width, right: -1, top: image.height, bottom: -1 };
  for (let y = 0; y < image.height; y += 1) {
    for (let x = 0; x < image.width; x += 1) {
      if (inkAt(image, x, y) < 128) continue;
      found.left = Math.min(found.left, x);
      found.right = Math.max(found.right, x);
      found.top = Math.min(found.top, y);
      found.bottom = Math.max(found.bottom, y);
    }
  }
  return found;
}

test('the ink box fills the height but for the margins, and keeps its aspect', () => {
  // Two uprights and a bar: 60 wide, 30 high.
  const crop = inkImage({ width: 100, height: 60 }, [
    { left: 20, top: 15, width: 5, height: 30 },
    { left: 75, top: 15, width: 5, height: 30 },
    { left: 20, top: 28, width: 60, height: 4 },
  ]);
  const word = fitWord(crop, shape);
  expect(word.height).toBe(48);
  const { left, right, top, bottom } = extent(word);
  expect(top).toBeLessThanOrEqual(4);
  expect(bottom).toBeGreaterThanOrEqual(43);
  expect((right - left + 1) / (bottom - top + 1)).toBeCloseTo(2, 0);
  expect(word.width - right).toBeLessThanOrEqual(5);
});

test('faint ink comes to full strength and its paper to nothing', () => {
  const crop = inkImage({ width: 80, height: 50 }, [
    { left: 0, top: 0, width: 80, height: 50, ink: 12 },
    { left: 10, top: 10, width: 6, height: 30, ink: 90 },
    { left: 60, top: 10, width: 6, height: 30, ink: 90 },
  ]);
  const word = fitWord(crop, shape);
  expect(Math.max(...word.data)).toBeGreaterThan(220);
  expect(inkAt(word, Math.floor(word.width / 2), 24)).toBe(0);
});

test('strokes of a thin pen become as wide as most pens leave them, and those of a marker stay', () => {
  const pen = (width: number) => {
    const bars = [10, 50, 90].map((left) => ({ left, top: 4, width, height: 40 }));
    const word = fitWord(inkImage({ width: 110, height: 48 }, bars), shape);
    return meanStrokeWidth(word);
  };
  expect(pen(1)).toBeGreaterThan(1.9);
  expect(pen(3)).toBeGreaterThan(0.058 * shape.height);
  expect(pen(8)).toBeLessThan(8.8);
});

test('a word photographed much larger gives nearly the same image', () => {
  const word = (scale: number) => {
    const bars = [4, 30, 52].map((left) => ({
      left: left * scale,
      top: 4 * scale,
      width: 5 * scale,
      height: 40 * scale,
    }));
    return fitWord(inkImage({ width: 64 * scale, height: 48 * scale }, bars), shape);
  };
  const [small, large] = [word(1), word(3)];
  expect(Math.abs(large.width - small.width)).toBeLessThanOrEqual(2);
  expect(meanStrokeWidth(large)).toBeCloseTo(meanStrokeWidth(small), -0.2);
});

test('the full stop of the thinnest pen stays', () => {
  const stroke = { left: 10, top: 4, width: 1, height: 40 };
  const fitted = (stop: { width: number; height: number }) =>
    fitWord(inkImage({ width: 60, height: 48 }, [stroke, { left: 40, top: 43, ...stop }]), shape);
  const stopped = fitted({ width: 1, height: 1 });
  expect(stopped.width).toBeGreaterThan(fitted({ width: 0, height: 0 }).width + 20);
  expect(extent(stopped).right).toBeGreaterThan(stopped.width - 6);
});

test('the dot of an i and a full stop stay', () => {
  const crop = inkImage({ width: 60, height: 60 }, [
    { left: 20, top: 25, width: 5, height: 25 },
    { left: 20, top: 12, width: 5, height: 5 },
    { left: 40, top: 45, width: 5, height: 5 },
  ]);
  const word = fitWord(crop, shape);
  const columnsWithInk = Array.from({ length: word.width }, (_, x) =>
    Array.from({ length: 48 }, (_row, y) => inkAt(word, x, y)).some((ink) => ink > 128),
  );
  const runs = columnsWithInk.filter((ink, x) => ink && columnsWithInk[x - 1] !== true).length;
  expect(runs).toBe(2);
  expect(extent(word).top).toBeLessThanOrEqual(4);
});

describe('small marks', () => {
  test('a dash is not blown up', () => {
    const word = fitWord(
      inkImage({ width: 60, height: 60 }, [{ left: 15, top: 28, width: 30, height: 4 }]),
      shape,
    );
    const { top, bottom } = extent(word);
    expect(bottom - top).toBeLessThan(16);
    expect(Math.abs((top + bottom) / 2 - 24)).toBeLessThan(4);
  });

  test('a full stop stays low and an apostrophe high', () => {
    const mark = (top: number): InkImage =>
      fitWord(inkImage({ width: 30, height: 60 }, [{ left: 12, top, width: 5, height: 6 }]), shape);
    expect(extent(mark(52)).top).toBeGreaterThan(24);
    expect(extent(mark(3)).bottom).toBeLessThan(24);
  });
});

test('a long word is squeezed into the widest allowed', () => {
  const crop = inkImage({ width: 900, height: 40 }, [
    { left: 5, top: 5, width: 6, height: 30 },
    { left: 880, top: 5, width: 6, height: 30 },
  ]);
  const word = fitWord(crop, shape);
  expect(word.width).toBe(256);
  expect(extent(word).right).toBeGreaterThan(245);
});

test('a crop without ink is an empty square', () => {
  const word = fitWord(inkImage({ width: 30, height: 20 }, []), shape);
  expect([word.width, word.height]).toEqual([48, 48]);
  expect(Math.max(...word.data)).toBe(0);
});

test('whatever the crop, the shape is kept', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 40 }),
      fc.uint8Array({ minLength: 2400, maxLength: 2400 }),
      (width, height, noise) => {
        const word = fitWord({ width, height, data: noise.subarray(0, width * height) }, shape);
        expect(word.height).toBe(48);
        expect(word.width).toBeGreaterThan(0);
        expect(word.width).toBeLessThanOrEqual(256);
        expect(word.data.length).toBe(word.width * word.height);
      },
    ),
  );
});
