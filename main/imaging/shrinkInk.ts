import type { InkImage } from './pixels.ts';
import { resampleInk } from './resample.ts';

/**
 * Rows kept of a word that is an image of its own, to learn from and to read: a little more than networks
 * take, so that warps stay sharp.
 */
export const wholeWordRows = 64;

/** Scaled down to at most so many rows, its aspect kept. */
export function shrinkInk(ink: InkImage, mostRows: number): InkImage {
  if (ink.height <= mostRows) return ink;
  const scale = mostRows / ink.height;
  const box = { left: 0, top: 0, width: ink.width, height: ink.height };
  const width = Math.max(1, Math.round(ink.width * scale));
  return resampleInk(ink, box, { width, height: Math.round(mostRows), margin: 0 });
}
