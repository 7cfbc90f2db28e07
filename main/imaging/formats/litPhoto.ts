import { createCanvas, loadImage } from '@napi-rs/canvas';
import { scaleQuad, type Quad } from '../../../shared/geometry.ts';
import { drawLights } from '../../../shared/hitLights.ts';
import type { RenderedPhoto } from './decode.ts';

/**
 * A picture of a photo as a PNG, with words highlighted.
 *
 * @param quads in pixels of the upright photo
 * @param photoWidth of the upright photo, in pixels
 */
export async function litPng(
  { jpeg, width, height }: RenderedPhoto,
  quads: readonly Quad[],
  photoWidth: number,
): Promise<Buffer> {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.drawImage(await loadImage(jpeg), 0, 0);
  const scale = width / photoWidth;
  drawLights(
    context,
    { width, height },
    quads.map((quad) => scaleQuad(quad, scale)),
  );
  return await canvas.encode('png');
}
