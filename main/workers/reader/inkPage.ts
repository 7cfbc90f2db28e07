import { decodePhoto } from '../../imaging/decode.ts';
import { flattenBackground } from '../../imaging/flatten.ts';
import { pagePixels, type InkImage } from '../../imaging/pixels.ts';
import type { PhotoFile, PhotoSource } from '../../imaging/photoFile.ts';
import { rotateInk } from '../../imaging/ink.ts';
import { rotatedSize, type Rotation } from '../../../shared/rotation.ts';

/** A photo's file, and by how much it is turned after EXIF. */
export interface RotatedPhoto extends PhotoFile {
  readonly turn: Rotation;
}

/** A photo as it is read: ink bright on zero. */
export interface InkPage {
  readonly ink: InkImage;
  /** Pixels of `ink` per pixel of the photo. */
  readonly scale: number;
  /** Of the photo as it stands here, in its own pixels. */
  readonly width: number;
  readonly height: number;
}

/** In this order. */
export const openingStages = ['decode', 'flatten'] as const;
export type OpeningStage = (typeof openingStages)[number];

/**
 * A photo as EXIF has it upright.
 *
 * @throws InkdexError as `decodePhoto`
 */
export async function openInkPage(
  photo: PhotoSource,
  onStage: (stage: OpeningStage) => void = () => undefined,
): Promise<InkPage> {
  const { image, ...page } = await decodePhoto(photo, { maxPixels: pagePixels });
  onStage('decode');
  const ink = flattenBackground(image);
  onStage('flatten');
  return { ink, ...page };
}

/** The page as it is when the photo is turned: flattened before, so that the ink is the same every way up. */
export function rotateInkPage(page: InkPage, turn: Rotation): InkPage {
  return { ink: rotateInk(page.ink, turn), scale: page.scale, ...rotatedSize(page, turn) };
}
