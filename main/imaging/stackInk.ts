import type { InkImage } from './pixels.ts';

/**
 * Images of one height as the input of a network, padded right with paper: ink 1 on paper 0. One
 * channel, so the values stand alike for [batch, 1, height, width] and [batch, height, width, 1].
 */
export function stackInk(images: readonly InkImage[], height: number, width: number): Float32Array {
  const values = new Float32Array(images.length * height * width);
  for (const [place, image] of images.entries()) {
    const columns = Math.min(image.width, width);
    for (let row = 0; row < height; row += 1) {
      const from = row * image.width;
      const to = (place * height + row) * width;
      for (let column = 0; column < columns; column += 1) {
        values[to + column] = image.data[from + column] / 255;
      }
    }
  }
  return values;
}
