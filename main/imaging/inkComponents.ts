import type { InkImage } from './pixels.ts';

/** The pixels of all strokes, as one box (inclusive), and those of specks. */
export interface Strokes {
  readonly left: number;
  readonly top: number;
  /** Less than `left` where there is no stroke. */
  readonly right: number;
  readonly bottom: number;
  /** 1 at the pixels of specks; null where there are none. */
  readonly specks: Uint8Array | null;
}

/**
 * Groups ink above a threshold (0 to 255) into 8-connected components; those of fewer than
 * `speckArea` pixels are specks, the others strokes.
 */
export function inkComponents(image: InkImage, threshold: number, speckArea: number): Strokes {
  const { width, height, data } = image;
  // 0: not looked at, or paper; 1: speck; 2: stroke.
  const marks = new Uint8Array(data.length);
  const pixels = new Int32Array(data.length);
  let [left, top, right, bottom] = [width, height, -1, -1];
  let hasSpecks = false;
  for (let start = 0; start < data.length; start += 1) {
    if ((data[start] ?? 0) < threshold || marks[start] !== 0) continue;
    const size = collect(image, threshold, start, marks, pixels);
    if (size < speckArea) {
      for (let index = 0; index < size; index += 1) marks[pixels[index] ?? 0] = 1;
      hasSpecks = true;
      continue;
    }
    for (let index = 0; index < size; index += 1) {
      const pixel = pixels[index] ?? 0;
      const x = pixel % width;
      if (x < left) left = x;
      if (x > right) right = x;
    }
    // The scan goes row by row: a component starts with its highest pixel.
    top = Math.min(top, Math.floor(start / width));
    bottom = Math.max(bottom, lowestRow(pixels, size, width));
  }
  return { left, top, right, bottom, specks: hasSpecks ? marks.map((mark) => (mark === 1 ? 1 : 0)) : null };
}

function lowestRow(pixels: Int32Array, size: number, width: number): number {
  let lowest = 0;
  for (let index = 0; index < size; index += 1) lowest = Math.max(lowest, pixels[index] ?? 0);
  return Math.floor(lowest / width);
}

/** Marks the component around `start` and lists its pixels. Returns how many they are. */
function collect(
  { width, height, data }: InkImage,
  threshold: number,
  start: number,
  marks: Uint8Array,
  pixels: Int32Array,
): number {
  let size = 1;
  pixels[0] = start;
  marks[start] = 2;
  for (let next = 0; next < size; next += 1) {
    const pixel = pixels[next] ?? 0;
    const x = pixel % width;
    const y = (pixel - x) / width;
    const bottom = Math.min(height - 1, y + 1);
    const right = Math.min(width - 1, x + 1);
    for (let row = Math.max(0, y - 1); row <= bottom; row += 1) {
      for (let column = Math.max(0, x - 1); column <= right; column += 1) {
        const neighbour = row * width + column;
        if (marks[neighbour] !== 0 || (data[neighbour] ?? 0) < threshold) continue;
        marks[neighbour] = 2;
        pixels[size] = neighbour;
        size += 1;
      }
    }
  }
  return size;
}
