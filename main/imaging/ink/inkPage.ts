import { decodePhoto } from '../formats/decode.ts';
import { flattenBackground } from './flatten.ts';
import { pagePixels, type InkImage } from '../pixels.ts';
import type { PhotoFile, PhotoSource } from '../formats/photoFile.ts';
import { rotateInk } from './ink.ts';
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
  /** Percent of it that its file lacks, as `DecodedPhoto` has it. */
  readonly missing: number;
}

/**
 * A photo as EXIF has it upright.
 *
 * @param takesPhoto whether a recogniser will take the photo, too
 * @throws InkdexError as `decodePhoto`
 */
export async function openInkPage(
  photo: PhotoSource,
  onStage: (stage: 'decode' | 'flatten') => void = () => undefined,
  takesPhoto = false,
): Promise<InkPage> {
  const { image, ...page } = await decodePhoto(photo, { maxPixels: pagePixels });
  onStage('decode');
  const ink = flattenBackground(image);
  onStage('flatten');
  return { ink: takesPhoto ? { ...ink, photo: image } : ink, ...page };
}

/** The page as it is when the photo is turned: flattened before, so that the ink is the same every way up. */
export function rotateInkPage(page: InkPage, turn: Rotation): InkPage {
  return { ...page, ink: rotateInk(page.ink, turn), ...rotatedSize(page, turn) };
}
