import type { PhotoKind } from '../../../shared/contract/photo.ts';

/** What a photo shows. */
export interface HashAndKind {
  /** Its perceptual hash (`main/imaging/hashes/photoHash.ts`). */
  readonly hash: Uint8Array;
  readonly kind: PhotoKind;
}

/** What a picture is apart from what programs write beside it. */
export interface PictureIdentity {
  /** SHA-256 of its pixels (`main/imaging/hashes/pixelHash.ts`). */
  readonly pixels: string;
  /** How its file stores them: EXIF's orientation, 1 to 8. */
  readonly orientation: number;
}
