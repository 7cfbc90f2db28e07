import { scaleQuad, type Quad } from '../../shared/geometry.ts';
import { cropQuadRgb } from '../imaging/geometry/crop.ts';
import { litPng } from '../imaging/formats/litPhoto.ts';
import {
  decodePhoto,
  encodeJpeg,
  renderPhoto,
  type DecodedPhoto,
  type RenderedPhoto,
} from '../imaging/formats/decode.ts';
import { quadBeforeRotation, type Rotation } from '../../shared/rotation.ts';
import { pictureHashOf } from '../imaging/hashes/pictureHash.ts';
import { longestDisplay, type Picture } from '../../shared/contract/photo.ts';
import type { RotatedPhoto } from '../imaging/ink/inkPage.ts';
import { keepLast } from '../imaging/formats/keepLast.ts';
import { writeWhole } from '../files/writeWhole.ts';

const pictures = {
  /** What a browser shows and zooms without strain. */
  display: { maxSide: longestDisplay, quality: 85 },
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
export type RenderPicture = (
  photo: RotatedPhoto,
  destination: string,
  picture: Picture,
) => Promise<{ width: number; height: number }>;

/** Lists show many words of one photo: it stays decoded until words of another one are shown. */
export function createRenderPicture(): RenderPicture {
  const last = keepLast<DecodedPhoto>();

  async function decodeOnce({ path, sha256 }: RotatedPhoto): Promise<DecodedPhoto> {
    const photo = { path, sha256 };
    return await last(photo, () => decodePhoto(photo, { maxPixels: pixelsCropped }));
  }

  async function render(photo: RotatedPhoto, picture: Picture): Promise<RenderedPhoto> {
    if (picture.kind === 'word') return await renderWord(await decodeOnce(photo), photo.turn, picture.quad);
    const { kind } = picture;
    return await renderPhoto(photo, { ...pictures[kind === 'lit' ? 'display' : kind], turn: photo.turn });
  }

  return async (photo, destination, picture) => {
    const rendered = await render(photo, picture);
    const { jpeg, width, height } = rendered;
    const bytes = picture.kind === 'lit' ? await litPng(rendered, picture.quads, picture.width) : jpeg;
    await writeWhole(destination, [bytes], { isFlushed: false, isShared: true });
    return { width, height };
  };
}

/** Its quad says how the writing runs, so the photo itself need not be turned. */
async function renderWord(
  { image, width, height, scale }: DecodedPhoto,
  turn: Rotation,
  quad: Quad,
): Promise<RenderedPhoto> {
  const asStored = quadBeforeRotation(quad, { width, height }, turn);
  const crop = cropQuadRgb(image, scaleQuad(asStored, scale), { margin: wordMargin });
  return { jpeg: await encodeJpeg(crop, wordQuality), width: crop.width, height: crop.height };
}

/**
 * The hashes of places of one image.
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
