import { decodePhoto } from '../../imaging/decode.ts';
import { flattenBackground } from '../../imaging/flatten.ts';
import type { InkImage } from '../../imaging/pixels.ts';

/** More pixels show no more of a word than the recogniser takes. */
const pixelsRead = 4_000_000;

/** A photo as it is read: ink bright on zero. */
export interface InkPage {
  readonly ink: InkImage;
  /** Pixels of `ink` per pixel of the upright photo. */
  readonly scale: number;
  /** Of the upright photo, in its own pixels. */
  readonly width: number;
  readonly height: number;
}

/** In this order. */
export const openingStages = ['decode', 'flatten'] as const;
export type OpeningStage = (typeof openingStages)[number];

/** @throws InkdexError as `decodePhoto` */
export async function openInkPage(
  path: string,
  onStage: (stage: OpeningStage) => void = () => undefined,
): Promise<InkPage> {
  const { image, ...page } = await decodePhoto(path, { maxPixels: pixelsRead });
  onStage('decode');
  const ink = flattenBackground(image);
  onStage('flatten');
  return { ink, ...page };
}
