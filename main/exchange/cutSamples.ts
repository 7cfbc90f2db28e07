import type { OutgoingSample } from '../../shared/exchange.ts';
import { scaleQuad } from '../../shared/geometry.ts';
import { cropQuadRgb } from '../imaging/crop.ts';
import { decodePhoto, mostPixels, type DecodedPhoto } from '../imaging/decode.ts';
import { plainPng } from './png.ts';

export interface CutSample {
  readonly sample: OutgoingSample;
  /**
   * The part of the picture that is the sample, as a PNG; null when the sample is the whole picture, whose file can
   * be copied.
   */
  readonly picture: Buffer | null;
}

/**
 * For formats with one image per word: cuts words out of their pictures along their quads. Samples of a page are
 * consecutive, so each page is decoded about once. Ignore regions are not cut.
 *
 * @throws InkdexError like `decodePhoto`
 */
export async function* cutSamples(samples: AsyncIterable<OutgoingSample>): AsyncGenerator<CutSample> {
  const open: { path: string; photo: DecodedPhoto | null } = { path: '', photo: null };
  for await (const sample of samples) {
    if (sample.quad === null || sample.mark !== 'text') {
      yield { sample, picture: null };
      continue;
    }
    if (open.photo === null || open.path !== sample.path) {
      open.photo = await decodePhoto(sample.path, { maxPixels: mostPixels });
      open.path = sample.path;
    }
    const { image, scale } = open.photo;
    const cut = cropQuadRgb(image, scaleQuad(sample.quad, scale), { margin: 0 });
    yield { sample, picture: plainPng({ ...cut, channels: 3 }) };
  }
}
