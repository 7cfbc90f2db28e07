import { expect, it } from 'vitest';
import { cropInk } from '../../../main/imaging/cropInk.ts';
import type { InkImage } from '../../../main/imaging/pixels.ts';

/** Each pixel tells its place: 10 y + x. */
const numbered: InkImage = {
  width: 6,
  height: 4,
  data: Uint8Array.from({ length: 24 }, (_, index) => 10 * Math.floor(index / 6) + (index % 6)),
};

it('cuts the rectangle asked for', () => {
  expect(cropInk(numbered, 2, 1, 3, 2)).toEqual({
    width: 3,
    height: 2,
    data: Uint8Array.of(12, 13, 14, 22, 23, 24),
  });
});

it('gives the whole image for a rectangle that holds it', () => {
  expect(cropInk(numbered, -3, -3, 100, 100)).toEqual(numbered);
});

it('keeps to the image where the rectangle reaches over its right and lower side', () => {
  expect(cropInk(numbered, 4, 2, 10, 10)).toEqual({
    width: 2,
    height: 2,
    data: Uint8Array.of(24, 25, 34, 35),
  });
});

it.each([
  { side: 'right of and below', left: 60, top: 40, pixel: 35 },
  { side: 'left of and above', left: -60, top: -40, pixel: 0 },
])('gives the nearest pixel for an empty rectangle $side the image', ({ left, top, pixel }) => {
  expect(cropInk(numbered, left, top, 0, 0)).toEqual({ width: 1, height: 1, data: Uint8Array.of(pixel) });
});

it('shares no memory with the image', () => {
  const crop = cropInk(numbered, 0, 0, 6, 4);
  crop.data.fill(255);
  expect(numbered.data[0]).toBe(0);
});
