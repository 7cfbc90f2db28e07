import type { InkImage } from './pixels.ts';

/** First and last columns and rows, inclusive. */
export interface InkExtent {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where there is ink from a threshold (0 to 255) on; null where there is none. */
export function inkExtent({ width, height, data }: InkImage, threshold: number): InkExtent | null {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      if (data[at] < threshold) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return bottom < 0 ? null : { left, top, right, bottom };
}
