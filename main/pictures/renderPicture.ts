import { scaleQuad, type Quad } from '../../shared/geometry.ts';
import { cropQuadRgb } from '../imaging/crop.ts';
import { litPng } from '../imaging/litPhoto.ts';
import { decodePhoto, encodeJpeg, renderPhoto, type RenderedPhoto } from '../imaging/decode.ts';
import { quadBeforeRotation } from '../../shared/rotation.ts';
import { photoHashOf } from '../imaging/photoHash.ts';
import { pictureHashOf } from '../imaging/pictureHash.ts';
import type { Picture } from '../../shared/contract/photo.ts';
import type { RotatedPhoto } from '../imaging/inkPage.ts';
import { writeWhole } from '../files/writeWhole.ts';

const pictures = {
  /** What a browser shows and zooms without strain. */
  display: { maxSide: 4096, quality: 85 },
  thumbnail: { maxSide: 480, quality: 80 },
  preview: { maxSide: 96, quality: 80 },
} as const;
const wordQuality = 90;
const wordMargin = 0.25;
const pixelsCropped = 16_000_000;
const pixelsHashed = 4_000_000;

/**
 * Writes a photo's picture as JPEG, or as PNG if words on it are highlighted, whole or not at all.
 *
 * @throws InkdexError as `decodePhoto`, and `disk-full` or `permission-denied`
 */
export async function renderPicture(
  photo: RotatedPhoto,
  destination: string,
  picture: Picture,
): Promise<{ width: number; height: number }> {
  const rendered = await render(photo, picture);
  const { jpeg, width, height } = rendered;
  const bytes = picture.kind === 'lit' ? await litPng(rendered, picture.quads, picture.width) : jpeg;
  await writeWhole(destination, [bytes], { isFlushed: false, isShared: true });
  return { width, height };
}

async function render(photo: RotatedPhoto, picture: Picture): Promise<RenderedPhoto> {
  if (picture.kind === 'word') return await renderWord(photo, picture.quad);
  const { kind } = picture;
  return await renderPhoto(photo, { ...pictures[kind === 'lit' ? 'display' : kind], turn: photo.turn });
}

/** Its quad says how the writing runs, so the photo itself need not be turned. */
async function renderWord(photo: RotatedPhoto, quad: Quad): Promise<RenderedPhoto> {
  const { image, width, height, scale } = await decodePhoto(photo, { maxPixels: pixelsCropped });
  const asStored = quadBeforeRotation(quad, { width, height }, photo.turn);
  const crop = cropQuadRgb(image, scaleQuad(asStored, scale), { margin: wordMargin });
  return { jpeg: await encodeJpeg(crop, wordQuality), width: crop.width, height: crop.height };
}

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
  const { image, scale } = await decodePhoto(path, { maxPixels: pixelsHashed });
  return quads.map((quad) =>
    pictureHashOf(quad === null ? image : cropQuadRgb(image, scaleQuad(quad, scale), { margin: 0 })),
  );
}

/**
 * What a photo looks like.
 *
 * @param path of its thumbnail, or of any image
 * @throws InkdexError as `decodePhoto` does
 */
export async function hashPhoto(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { image } = await decodePhoto(path, { maxPixels: pixelsHashed });
  return photoHashOf(image);
}
