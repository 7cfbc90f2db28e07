import { describe, expect, test } from 'vitest';
import { resampleInk } from '../../../../main/imaging/geometry/resample.ts';
import { gridOf } from '../../../../main/imaging/ink/backgroundGrid.ts';
import { divide } from '../../../../main/imaging/ink/flatten.ts';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import { createRandom } from '../../../../shared/random.ts';
import { dividedPlainly, resampledPlainly } from '../../../support/pixelKernels.ts';

const random = createRandom(8);

function noise(length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.integer(0, 255));
}

/** Where images of one size differ, at most at three places: the whole difference of large ones takes minutes to print. */
function differing(found: InkImage, wanted: InkImage): unknown[] {
  expect([found.width, found.height]).toEqual([wanted.width, wanted.height]);
  const places = [...wanted.data.keys()].filter((at) => found.data[at] !== wanted.data[at]);
  return places.slice(0, 3).map((at) => [at, found.data[at], wanted.data[at]]);
}

describe('kernels', () => {
  test('resample as plain steps do, bit for bit', () => {
    for (let round = 0; round < 80; round += 1) {
      const [width, height] = [random.integer(1, 70), random.integer(1, 50)];
      const image = { width, height, data: noise(width * height) };
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
      expect(differing(resampleInk(image, box, target), resampledPlainly(image, box, target))).toEqual([]);
    }
  });

  // The last one is more than the kernels' memory takes at a time.
  test.each([
    [1, 1],
    [3, 5],
    [97, 64],
    [230, 181],
    [641, 903],
  ])('divide a photo of %i x %i as plain steps do, bit for bit', (width, height) => {
    const photo = { width, height, data: noise(3 * width * height) };
    const grid = gridOf(photo);
    const cells = grid.columns * grid.rows;
    // Of chalk on a board, ink is what is brighter; between two grounds a ramp is steep.
    const ramps = Array.from({ length: 3 }, () => {
      const gain = Float32Array.from({ length: cells }, () => random.between(-21, random.between(0, 21)));
      return { gain, offset: gain.map((slope) => -slope * random.between(0, 255)) };
    });
    expect(differing(divide(photo, grid, ramps), dividedPlainly(photo, grid, ramps))).toEqual([]);
  });
});
