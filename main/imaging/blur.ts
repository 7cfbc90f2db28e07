import type { InkImage } from './pixels.ts';

/**
 * Gaussian blur by a separable kernel of 3, 5 or 7 taps; the edge pixels are repeated outwards.
 *
 * @param sigma pixels, 0 to 2; 0 gives the image itself
 */
export function blurInk(ink: InkImage, sigma: number): InkImage {
  if (sigma <= 0) return ink;
  const radius = Math.max(1, Math.min(3, Math.ceil(1.6 * sigma)));
  const weights = Float32Array.from({ length: 2 * radius + 1 }, (_, tap) =>
    Math.exp(-((tap - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  for (let tap = 0; tap < weights.length; tap += 1) weights[tap] = weights[tap] / sum;

  const { width, height } = ink;
  const across = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0, at = y * width; x < width; x += 1, at += 1) {
      const isInside = x >= radius && x < width - radius;
      let sum = 0;
      for (let tap = -radius; tap <= radius; tap += 1) {
        const column = isInside ? tap : Math.max(-x, Math.min(width - 1 - x, tap));
        sum += weights[tap + radius] * ink.data[at + column];
      }
      across[at] = sum;
    }
  }
  return { width, height, data: blurColumns(across, width, height, weights) };
}

/** Row by row, so that memory is read in order. */
function blurColumns(image: Float32Array, width: number, height: number, weights: Float32Array): Uint8Array {
  const radius = (weights.length - 1) / 2;
  const data = new Uint8Array(image.length);
  const line = new Float32Array(width);
  for (let y = 0; y < height; y += 1) {
    line.fill(0.5);
    for (let tap = -radius; tap <= radius; tap += 1) {
      const weight = weights[tap + radius];
      const from = width * Math.max(0, Math.min(height - 1, y + tap));
      for (let x = 0; x < width; x += 1) line[x] = line[x] + weight * image[from + x];
    }
    data.set(line, y * width);
  }
  return data;
}
