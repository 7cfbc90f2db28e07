import type { OutgoingSample } from '../../shared/exchange.ts';
import { scaleQuad } from '../../shared/geometry.ts';
import { cropQuadRgb } from '../imaging/crop.ts';
import { decodePhoto, mostPixels, type DecodedPhoto } from '../imaging/decode.ts';
import { plainPng } from './png.ts';

export interface CutSample {
  readonly sample: OutgoingSample;
  /** The part of the picture that the sample is, as a PNG; null where it is the whole, whose file will do. */
  readonly picture: Buffer | null;
}

/**
 * For formats in which each word has an image of its own: words that are a part of a picture, cut along their
 * quads. Samples of one page come one after the other, so each page is decoded about once. Regions that
 * count for nothing are not cut.
 *
 * @throws InkdexError as `decodePhoto` does
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
