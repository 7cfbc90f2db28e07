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
  for (let tap = 0; tap < weights.length; tap += 1) weights[tap] = (weights[tap] ?? 0) / sum;

  const { width, height } = ink;
  const across = new Float32Array(width * height);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    blurLine(ink.data, across, y * width, 1, width, weights, radius, 0);
  }
  for (let x = 0; x < width; x += 1) blurLine(across, data, x, width, height, weights, radius, 0.5);
  return { width, height, data };
}

function blurLine(
  from: ArrayLike<number>,
  to: Uint8Array | Float32Array,
  start: number,
  stride: number,
  length: number,
  weights: Float32Array,
  radius: number,
  rounding: number,
): void {
  for (let position = 0; position < length; position += 1) {
    let sum = rounding;
    for (let tap = -radius; tap <= radius; tap += 1) {
      const near = Math.max(0, Math.min(length - 1, position + tap));
      sum += (weights[tap + radius] ?? 0) * (from[start + near * stride] ?? 0);
    }
    to[start + position * stride] = sum;
  }
}
