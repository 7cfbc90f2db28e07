import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leanWord } from '../../../../main/imaging/geometry/warp.ts';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import { inkImage } from '../../../support/images.ts';

/** Mean column of a row's ink. */
function middleOf({ width, data }: InkImage, row: number): number {
  let ink = 0;
  let sum = 0;
  for (let x = 0; x < width; x += 1) {
    const value = data[row * width + x] ?? 0;
    ink += value;
    sum += value * x;
  }
  return sum / ink;
}

const upright = inkImage({ width: 30, height: 40 }, [{ left: 12, top: 0, width: 6, height: 40 }]);

test('an upright stroke comes to lean by the slant, to the right with a positive one', () => {
  for (const slant of [0.3, -0.3]) {
    const leaning = leanWord(upright, { slant, stretch: 1 });
    expect((middleOf(leaning, 8) - middleOf(leaning, 32)) / 24).toBeCloseTo(slant, 1);
  }
});

test('a stretched word is as much wider, and as high', () => {
  const bars = [10, 60].map((left) => ({ left, top: 5, width: 4, height: 20 }));
  const word = inkImage({ width: 80, height: 30 }, bars);
  const wide = leanWord(word, { slant: 0, stretch: 1.2 });
  const inked = Array.from({ length: wide.width }, (_, x) => (wide.data[15 * wide.width + x] ?? 0) > 127);
  expect(inked.lastIndexOf(true) - inked.indexOf(true)).toBeCloseTo(1.2 * 54, -0.5);
  expect(wide.height).toBe(word.height + 2);
});

test('no ink leaves the image, however far it leans', () => {
  const sum = ({ data }: InkImage) => data.reduce((total, value) => total + value, 0);
  fc.assert(
    fc.property(
      fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      fc.double({ min: 0.8, max: 1.3, noNaN: true }),
      fc.integer({ min: 20, max: 90 }),
      fc.integer({ min: 16, max: 64 }),
      (slant, stretch, width, height) => {
        const full = inkImage({ width, height }, [{ left: 0, top: 0, width, height }]);
        expect(sum(leanWord(full, { slant, stretch })) / (stretch * sum(full))).toBeGreaterThan(0.93);
      },
    ),
  );
});
