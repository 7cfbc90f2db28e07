import { scaleQuad, type Quad } from '../../../shared/geometry.ts';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import { quadBeforeRotation } from '../../../shared/rotation.ts';
import { cropWord } from '../../imaging/crop.ts';
import type { RotatedPhoto } from './inkPage.ts';
import { createKeptPage } from './keptPage.ts';
import {
  recogniseWords,
  withoutEmpty,
  type RecognisedWord,
  type RecogniseOptions,
} from './recogniseWords.ts';
import type { LoadedModel } from './sessions.ts';

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
    const page = await kept.open(photo);
    options.signal?.throwIfAborted();
    const { height } = recogniser.metadata;
    // A quad says how the writing runs, so the photo itself need not be turned.
    const crops = quads.map((quad) =>
      cropWord(page.ink, scaleQuad(quadBeforeRotation(quad, page, photo.turn), page.scale), height),
    );
    const readings = await recogniseWords(recogniser, crops, options);
    return readings.map(({ alternatives, lattice }) => ({
      alternatives: withoutEmpty(alternatives),
      lattice,
    }));
  };
}
