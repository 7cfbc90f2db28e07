import { scaleQuad, type Quad } from '../../../shared/geometry.ts';
import type { OverlookedReading } from '../../../shared/contract/word.ts';
import { cropWord } from '../../imaging/crop.ts';
import { detectOverlooked } from './detectWords.ts';
import { openInkPage, rotateInkPage, type RotatedPhoto } from './inkPage.ts';
import type { ReadingModels } from './readPage.ts';
import { recogniseWords, withoutEmpty, type RecogniseOptions } from './recogniseWords.ts';

/**
 * Reads places of a photo that may be words although no reading took them for any.
 *
 * @param known the photo's words, and places that are none, in pixels of the turned photo
 * @returns places in those pixels, in reading order; one of which nothing can be read is left out
 * @throws InkdexError as `decodePhoto`, and `model-damaged`
 */
export async function readOverlooked(
  photo: RotatedPhoto,
  known: readonly Quad[],
  { detector, recogniser }: ReadingModels,
  options: RecogniseOptions,
): Promise<OverlookedReading[]> {
  const { ink, scale } = rotateInkPage(await openInkPage(photo), photo.turn);
  options.signal?.throwIfAborted();
  const places = await detectOverlooked(
    detector,
    ink,
    known.map((quad) => scaleQuad(quad, scale)),
    options.signal,
  );
  const crops = places.map(({ quad }) => cropWord(ink, quad, recogniser.metadata.height));
  const readings = await recogniseWords(recogniser, crops, options);
  return places.flatMap(({ quad, likelihood }, index): OverlookedReading[] => {
    const { alternatives = [], lattice = null } = readings[index] ?? {};
    const found = withoutEmpty(alternatives);
    return found.length === 0
      ? []
      : [{ quad: scaleQuad(quad, 1 / scale), likelihood, alternatives: found, lattice }];
  });
}
