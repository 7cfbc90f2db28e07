import { scaleQuad, type Quad } from '../../shared/geometry.ts';
import type { RecogniserMetadata } from '../../shared/contract/model.ts';
import type { OverlookedReading } from '../../shared/contract/word.ts';
import { quadBeforeRotation } from '../../shared/rotation.ts';
import { cropWord } from '../imaging/geometry/crop.ts';
import { detectOverlooked } from './detectWords.ts';
import { openInkPage, rotateInkPage, type RotatedPhoto } from '../imaging/ink/inkPage.ts';
import { createKeptPage } from './keptPage.ts';
import {
  recogniseWords,
  withoutEmpty,
  type RecognisedWord,
  type RecogniseOptions,
} from './recogniseWords.ts';
import { readInOtherScript } from './scripts.ts';
import { needsPhoto, type LoadedModel, type ReadingModels } from './models/sessions.ts';

/** Reads given places of photos; the last photo is kept, as a person reads many words of one in turn. */
export type ReadQuads = (
  photo: RotatedPhoto,
  recogniser: LoadedModel<RecogniserMetadata>,
  /** In pixels of the turned photo. */
  quads: readonly Quad[],
  options: RecogniseOptions,
) => Promise<RecognisedWord[]>;

export function createReadQuads(): ReadQuads {
  const kept = createKeptPage();
  return async (photo, recogniser, quads, options) => {
    if (quads.length === 0) return [];
    const page = await kept.open(photo, needsPhoto(recogniser));
    options.signal?.throwIfAborted();
    const { height } = recogniser.metadata;
    // A quad says how the writing runs, so the photo itself need not be turned.
    const crops = quads.map((quad) =>
      cropWord(page.ink, scaleQuad(quadBeforeRotation(quad, page, photo.turn), page.scale), height),
    );
    const own = await recogniseWords(recogniser, crops, options);
    const others = await readInOtherScript(recogniser, own, async (scripts) => ({
      viewed: await recogniseWords(scripts, crops, { ...options, text: [] }),
    }));
    return (others?.viewed ?? own).map(({ alternatives, lattice }) => ({
      alternatives: withoutEmpty(alternatives),
      lattice,
    }));
  };
}

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
  const opened = await openInkPage(photo, undefined, needsPhoto(recogniser));
  const { ink, scale } = rotateInkPage(opened, photo.turn);
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
