import { expect, test } from 'vitest';
import { cropQuad, cropQuadRgb } from '../../../../main/imaging/geometry/crop.ts';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import { createRandom } from '../../../../shared/random.ts';
import { quadOfBox, type Point, type Quad } from '../../../../shared/geometry.ts';
import { inkAt, inkImage, paintedImage } from '../../../support/images.ts';

test('an upright box on whole pixels is cut out unchanged', () => {
  const image = inkImage({ width: 40, height: 30 }, [{ left: 12, top: 11, width: 3, height: 7, ink: 200 }]);
  const crop = cropQuad(image, quadOfBox([10, 10, 12, 10]), { margin: 0 });
  expect([crop.width, crop.height]).toEqual([12, 10]);
  for (let y = 0; y < 10; y += 1) {
    for (let x = 0; x < 12; x += 1) expect(inkAt(crop, x, y)).toBe(inkAt(image, 10 + x, 10 + y));
  }
});

test('the margin is a share of the height, and what lies outside the image is paper', () => {
  const image = inkImage({ width: 20, height: 10 }, [{ left: 0, top: 0, width: 20, height: 10 }]);
  const crop = cropQuad(image, quadOfBox([0, 0, 20, 10]), { margin: 0.2 });
  expect([crop.width, crop.height]).toEqual([24, 14]);
  expect(inkAt(crop, 0, 7)).toBe(0);
  expect(inkAt(crop, 12, 7)).toBe(255);
});

test('a word written steeply comes out straight', () => {
  const angle = Math.PI / 6;
  const origin = [30, 20] as const;
  const at = (along: number, across: number): Point => [
    origin[0] + along * Math.cos(angle) - across * Math.sin(angle),
    origin[1] + along * Math.sin(angle) + across * Math.cos(angle),
  ];
  const marks = Array.from({ length: 500 }, (_, index) => {
    const [x, y] = at(20 + (index % 50) * 0.8, 8 + Math.floor(index / 50) * 0.4);
    return { left: Math.round(x), top: Math.round(y), width: 1, height: 1 };
  });
  const quad: Quad = [at(0, 0), at(80, 0), at(80, 20), at(0, 20)];
  const crop = cropQuad(inkImage({ width: 140, height: 100 }, marks), quad, { margin: 0 });
  expect([crop.width, crop.height]).toEqual([80, 20]);
  // The bar lies from 20 to 60 along and from 8 to 12 across.
  for (const x of [25, 40, 55]) expect(inkAt(crop, x, 10)).toBeGreaterThan(150);
  for (const [x, y] of [
    [10, 10],
    [70, 10],
    [40, 3],
    [40, 17],
  ] as const) {
    expect(inkAt(crop, x, y)).toBe(0);
  }
});

test('shrinking takes the mean, so that thin strokes fade rather than vanish', () => {
  const marks = Array.from({ length: 20 }, (_, index) => ({
    left: index * 4,
    top: 0,
    width: 1,
    height: 40,
  }));
  const crop = cropQuad(inkImage({ width: 80, height: 40 }, marks), quadOfBox([0, 0, 80, 40]), {
    margin: 0,
    height: 10,
  });
  expect([crop.width, crop.height]).toEqual([20, 10]);
  for (const ink of crop.data) expect(Math.abs(ink - 64)).toBeLessThan(6);
});

test('colours are kept, and white surrounds them', () => {
  const image = paintedImage({ width: 10, height: 10 }, [200, 100, 50], []);
  const crop = cropQuadRgb(image, quadOfBox([0, 0, 10, 10]), { margin: 0.5 });
  expect(crop.width).toBe(20);
  expect(Array.from(crop.data.subarray(0, 3))).toEqual([255, 255, 255]);
  const middle = (10 * 20 + 10) * 3;
  expect(Array.from(crop.data.subarray(middle, middle + 3))).toEqual([200, 100, 50]);
});

/** A sample between four pixels, those outside the image being paper. */
function sampleAt({ width, height, data }: InkImage, [x, y]: Point): number {
  const [left, top] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
  const [right, down] = [x - 0.5 - left, y - 0.5 - top];
  const at = (column: number, row: number): number =>
    column >= 0 && column < width && row >= 0 && row < height ? (data[row * width + column] ?? 0) : 0;
  const upper = at(left, top) * (1 - right) + at(left + 1, top) * right;
  const lower = at(left, top + 1) * (1 - right) + at(left + 1, top + 1) * right;
  return upper * (1 - down) + lower * down;
}

test('every pixel is what lies under it, wherever the quad leaves the image', () => {
  const random = createRandom(9);
  const data = Uint8Array.from({ length: 60 * 40 }, () => random.integer(0, 255));
  const image = { width: 60, height: 40, data };
  for (let round = 0; round < 200; round += 1) {
    const [x, y] = [random.between(-30, 60), random.between(-30, 40)];
    const [width, height] = [random.integer(1, 70), random.integer(1, 50)];
    const angle = random.pick([0, 0, random.between(-3, 3)]);
    const at = (along: number, across: number): Point => [
      x + along * Math.cos(angle) - across * Math.sin(angle),
      y + along * Math.sin(angle) + across * Math.cos(angle),
    ];
    const quad: Quad = [at(0, 0), at(width, 0), at(width, height), at(0, height)];
    const crop = cropQuad(image, quad, { margin: 0 });
    expect([crop.width, crop.height]).toEqual([width, height]);
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) {
        const wanted = sampleAt(image, at(column + 0.5, row + 0.5));
        expect(Math.abs(inkAt(crop, column, row) - wanted)).toBeLessThan(0.51);
      }
    }
  }
});
