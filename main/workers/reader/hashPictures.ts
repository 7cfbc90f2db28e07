import { scaleQuad, type Quad } from '../../../shared/geometry.ts';
import { cropQuadRgb } from '../../imaging/crop.ts';
import { decodePhoto } from '../../imaging/decode.ts';
import { pictureHashOf } from '../../imaging/pictureHash.ts';

const pixelsSeen = 4_000_000;

/**
 * What places of one image look like.
 *
 * @param quads in pixels of the upright image; null: all of it
 * @throws InkdexError as `decodePhoto` does
 */
export async function hashPictures(
  path: string,
  quads: readonly (Quad | null)[],
): Promise<Uint8Array<ArrayBuffer>[]> {
  const { image, scale } = await decodePhoto(path, { maxPixels: pixelsSeen });
  return quads.map((quad) =>
    pictureHashOf(quad === null ? image : cropQuadRgb(image, scaleQuad(quad, scale), { margin: 0 })),
  );
}
