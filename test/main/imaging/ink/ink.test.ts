import { expect, it, describe } from 'vitest';
import { cropInk, shrinkInk, rotateInk, inkExtent } from '../../../../main/imaging/ink/ink.ts';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import { rotatePoint, rotations, rotatedSize } from '../../../../shared/rotation.ts';

/** Each pixel tells its place: 10 y + x. */
const numbered: InkImage = {
  width: 6,
  height: 4,
  data: Uint8Array.from({ length: 24 }, (_, index) => 10 * Math.floor(index / 6) + (index % 6)),
};

it.each([
  ['cuts the rectangle asked for', [2, 1, 3, 2], [3, 2], [12, 13, 14, 22, 23, 24]],
  ['keeps to the image where the rectangle reaches over it', [4, 2, 10, 10], [2, 2], [24, 25, 34, 35]],
] as const)('%s', (_what, [x, y, columns, rows], [width, height], data) => {
  expect(cropInk(numbered, x, y, columns, rows)).toEqual({ width, height, data: Uint8Array.from(data) });
});

it('gives the whole image for a rectangle that holds it', () => {
  expect(cropInk(numbered, -3, -3, 100, 100)).toEqual(numbered);
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

it('shrinks what is taller, keeps its aspect and leaves the rest as it is', () => {
  const ink = { width: 90, height: 60, data: new Uint8Array(5400) };
  expect(shrinkInk(ink, 60)).toBe(ink);
  expect(shrinkInk(ink, 30)).toMatchObject({ width: 45, height: 30 });
});

const image = { width: 3, height: 2, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };

it('every pixel goes where the turn of its middle leads', () => {
  for (const turn of rotations) {
    const turned = rotateInk(image, turn);
    expect(turned).toMatchObject(rotatedSize(image, turn));
    for (const [index, value] of image.data.entries()) {
      const middle = [(index % image.width) + 0.5, Math.floor(index / image.width) + 0.5] as const;
      const [x, y] = rotatePoint(middle, image, turn);
      expect(turned.data[Math.floor(y) * turned.width + Math.floor(x)]).toBe(value);
    }
  }
});

it('an image that is not turned is the same one', () => {
  expect(rotateInk(image, 0)).toBe(image);
});

describe('inkExtent', () => {
  it('names the first and last column and row of ink, inclusive, from the threshold on', () => {
    const data = new Uint8Array(6 * 5);
    data[1 * 6 + 4] = 80;
    data[3 * 6 + 2] = 200;
    data[0] = 79;
    const image = { width: 6, height: 5, data };
    expect(inkExtent(image, 80)).toEqual({ left: 2, top: 1, right: 4, bottom: 3 });
    expect(inkExtent(image, 81)).toEqual({ left: 2, top: 3, right: 2, bottom: 3 });
  });

  it('is null where there is no ink', () => {
    expect(inkExtent({ width: 3, height: 2, data: new Uint8Array(6) }, 1)).toBeNull();
  });
});
