import type { Size } from '../../shared/geometry.ts';

/** Pixels in, pixels out: row-major, no padding between rows. */

export interface RgbImage {
  readonly width: number;
  readonly height: number;
  /** Interleaved R, G, B, 0 to 255. */
  readonly data: Uint8Array;
}

/** One channel: 0 is paper, 255 is full ink, whatever the colour of either was on the photo. */
export interface InkImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  /** The same part of the photo, for recognisers of other programs; absent where only the ink is known. */
  readonly photo?: RgbImage;
}

/** More pixels of a page show no more of a word than the recogniser takes. */
const pixelsOfPage = 4_000_000;
/** A photo that is longer than it is wide by more than this holds more than a page, such as a panorama of a board. */
const pageAspect = 2;
/** However long it is. */
const mostPixels = 24_000_000;

/** How many pixels of a photo of a size are worth reading, or learning from. */
export function pagePixels({ width, height }: Size): number {
  const pages = Math.max(width, height) / Math.min(width, height) / pageAspect;
  return Math.min(mostPixels, pixelsOfPage * Math.max(1, pages));
}

/** Pixels as a file stores them, row by row. */
export interface StoredPixels extends Size {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly channels: number;
  /** EXIF's, 1 to 8. */
  readonly orientation: number;
}
