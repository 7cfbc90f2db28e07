import { decodePhoto } from '../../imaging/decode.ts';
import { flattenBackground } from '../../imaging/flatten.ts';
import type { InkImage } from '../../imaging/pixels.ts';

/** More pixels show no more of a word than the recogniser takes. */
export const pixelsRead = 4_000_000;

/** A photo as it is read: ink bright on zero. */
export interface InkPage {
  readonly ink: InkImage;
  /** Pixels of `ink` per pixel of the upright photo. */
  readonly scale: number;
}

/** @throws InkdexError as `decodePhoto` */
export async function openInkPage(path: string): Promise<InkPage> {
  const { image, scale } = await decodePhoto(path, { maxPixels: pixelsRead });
  return { ink: flattenBackground(image), scale };
}
