import type { ImageData } from '@napi-rs/canvas';
import type { InkImage } from '../../imaging/pixels.ts';

/** What was drawn on a transparent canvas, as ink. */
export function opacityOf({ width, height, data: rgba }: ImageData): InkImage {
  const data = new Uint8Array(width * height);
  for (let at = 0, from = 3; at < data.length; at += 1, from += 4) data[at] = rgba[from] ?? 0;
  return { width, height, data };
}
