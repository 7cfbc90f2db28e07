import type { RgbImage } from '../../imaging/pixels.ts';

const side = 8;

/** Rows are frequencies, columns places: the orthonormal cosine basis of 8 samples. */
const basis = Float32Array.from({ length: side * side }, (_, index) => {
  const frequency = Math.floor(index / side);
  const place = index % side;
  const scale = Math.sqrt((frequency === 0 ? 1 : 2) / side);
  return scale * Math.cos((Math.PI * (2 * place + 1) * frequency) / (2 * side));
});

/**
 * What JPEG leaves of an image, in place: brightness rounded in the frequencies of blocks of 8 x 8.
 * Colours keep their distance from it.
 *
 * @param coarseness step of the rounding over its usual one at quality 75: 1 is hardly seen, 5 is
 *   coarse
 */
export function compressAsJpeg({ width, height, data }: RgbImage, coarseness: number): void {
  const block = new Float32Array(side * side);
  const middle = new Float32Array(side * side);
  for (let top = 0; top + side <= height; top += side) {
    for (let left = 0; left + side <= width; left += side) {
      for (let index = 0; index < block.length; index += 1) {
        const at = 3 * ((top + (index >> 3)) * width + left + (index & 7));
        block[index] = 0.3 * (data[at] ?? 0) + 0.59 * (data[at + 1] ?? 0) + 0.11 * (data[at + 2] ?? 0);
      }
      const before = block.slice();
      transform(block, middle, false);
      for (let index = 0; index < block.length; index += 1) {
        const step = coarseness * (5 + 2.6 * ((index >> 3) + (index & 7)));
        block[index] = step * Math.round((block[index] ?? 0) / step);
      }
      transform(block, middle, true);
      for (let index = 0; index < block.length; index += 1) {
        const change = (block[index] ?? 0) - (before[index] ?? 0);
        const at = 3 * ((top + (index >> 3)) * width + left + (index & 7));
        for (let channel = at; channel < at + 3; channel += 1) {
          data[channel] = Math.max(0, Math.min(255, (data[channel] ?? 0) + change));
        }
      }
    }
  }
}

/** The cosine transform of a block along both axes, or back again. */
function transform(block: Float32Array, middle: Float32Array, isInverse: boolean): void {
  multiply(block, middle, isInverse);
  multiply(middle, block, isInverse);
}

/** Transforms the rows and turns the block, so that doing it twice does the columns too. */
function multiply(from: Float32Array, to: Float32Array, isInverse: boolean): void {
  const along = isInverse ? side : 1;
  const across = isInverse ? 1 : side;
  for (let row = 0; row < side; row += 1) {
    for (let out = 0; out < side; out += 1) {
      let sum = 0;
      for (let place = 0; place < side; place += 1) {
        sum += (basis[out * across + place * along] ?? 0) * (from[row * side + place] ?? 0);
      }
      to[out * side + row] = sum;
    }
  }
}
