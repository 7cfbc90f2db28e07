import { expect, test } from 'vitest';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import { resampleInk, type SourceBox, type Target } from '../../../../main/imaging/geometry/resample.ts';
import { createRandom } from '../../../../shared/random.ts';
import { differing } from '../../../support/images.ts';

const random = createRandom(3);

function randomInk(width: number, height: number): InkImage {
  const data = Uint8Array.from({ length: width * height }, () => random.integer(0, 255));
  return { width, height, data };
}

/** The weights of source pixels for one target pixel: of all, those outside the image included, the sum is 1. */
function weightsOf(place: number, start: number, length: number, targetLength: number): [number, number][] {
  const scale = length / targetLength;
  const reach = Math.max(1, scale);
  const middle = start + (place + 0.5) * scale;
  const weights: [number, number][] = [];
  for (let source = Math.floor(middle - reach) - 1; source <= Math.ceil(middle + reach); source += 1) {
    weights.push([source, Math.max(0, 1 - Math.abs(source + 0.5 - middle) / reach)]);
  }
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  return weights.map(([source, weight]) => [source, weight / total]);
}

/** One pixel as its definition has it, not rounded. */
function pixelOf(image: InkImage, box: SourceBox, { width, height }: Target, x: number, y: number): number {
  let value = 0;
  for (const [row, down] of weightsOf(y, box.top, box.height, height)) {
    for (const [column, across] of weightsOf(x, box.left, box.width, width)) {
      const isInside = row >= 0 && row < image.height && column >= 0 && column < image.width;
      if (isInside) value += down * across * (image.data[row * image.width + column] ?? 0);
    }
  }
  return value;
}

/** What `resampleInk` gives, bit for bit: its steps in double precision, a pixel at a time. */
function resampledPlainly(image: InkImage, box: SourceBox, { width, height, margin }: Target): InkImage {
  const outer = { width: width + 2 * margin, height: height + 2 * margin };
  const data = new Uint8Array(outer.width * outer.height);
  const within = (weights: [number, number][], length: number): [number, number][] =>
    weights.filter(([source, weight]) => weight > 0 && source >= 0 && source < length);
  for (let y = 0; y < height; y += 1) {
    const sums = new Float64Array(image.width);
    for (const [row, down] of within(weightsOf(y, box.top, box.height, height), image.height)) {
      for (let x = 0; x < image.width; x += 1) {
        sums[x] = (sums[x] ?? 0) + down * (image.data[row * image.width + x] ?? 0);
      }
    }
    for (let x = 0; x < width; x += 1) {
      const taps = within(weightsOf(x, box.left, box.width, width), image.width);
      const total = taps.reduce((sum, [column, across]) => sum + across * (sums[column] ?? 0), 0.5);
      data[(y + margin) * outer.width + x + margin] = total;
    }
  }
  return { ...outer, data };
}

test('every pixel is the mean of those it covers, by a triangle; outside the image is nothing', () => {
  for (let round = 0; round < 60; round += 1) {
    const image = randomInk(random.integer(1, 30), random.integer(1, 30));
    const box = {
      left: random.integer(-8, 8),
      top: random.integer(-8, 8),
      width: random.integer(1, 40),
      height: random.integer(1, 40),
    };
    const target = {
      width: random.integer(1, 30),
      height: random.integer(1, 30),
      margin: random.integer(0, 2),
    };
    const scaled = resampleInk(image, box, target);
    expect([scaled.width, scaled.height]).toEqual([
      target.width + 2 * target.margin,
      target.height + 2 * target.margin,
    ]);
    for (let y = 0; y < scaled.height; y += 1) {
      for (let x = 0; x < scaled.width; x += 1) {
        const [column, row] = [x - target.margin, y - target.margin];
        const isMargin = column < 0 || row < 0 || column >= target.width || row >= target.height;
        const wanted = isMargin ? 0 : pixelOf(image, box, target, column, row);
        expect(Math.abs((scaled.data[y * scaled.width + x] ?? 0) - wanted)).toBeLessThan(0.51);
      }
    }
  }
});

test('the kernel has the bits of plain steps', () => {
  for (let round = 0; round < 80; round += 1) {
    const image = randomInk(random.integer(1, 70), random.integer(1, 50));
    const box = {
      left: random.between(-9, 9),
      top: random.between(-9, 9),
      width: random.between(1, 90),
      height: random.between(1, 60),
    };
    const target = {
      width: random.integer(1, 40),
      height: random.integer(1, 40),
      margin: random.integer(0, 2),
    };
    const [scaled, wanted] = [resampleInk(image, box, target), resampledPlainly(image, box, target)];
    expect([scaled.width, scaled.height]).toEqual([wanted.width, wanted.height]);
    expect(differing(scaled, wanted)).toEqual([]);
  }
});

test('an image scaled to its own size is the same', () => {
  const image = randomInk(23, 17);
  const box = { left: 0, top: 0, width: 23, height: 17 };
  expect(resampleInk(image, box, { width: 23, height: 17, margin: 0 })).toEqual(image);
});
