import { stat } from 'node:fs/promises';
import { scaleQuad, type Quad } from '../../../shared/geometry.ts';
import type { RecogniserMetadata } from '../../../shared/model.ts';
import { cropWord } from '../../imaging/cropWord.ts';
import { openInkPage, type InkPage } from './inkPage.ts';
import {
  recogniseWords,
  withoutEmpty,
  type RecognisedWord,
  type RecogniseOptions,
} from './recogniseWords.ts';
import type { LoadedModel } from './sessions.ts';

/** Reads given places of photos; the last photo is kept, as a person reads many words of one in turn. */
export type ReadQuads = (
  path: string,
  recogniser: LoadedModel<RecogniserMetadata>,
  /** In pixels of the upright photo. */
  quads: readonly Quad[],
  options: RecogniseOptions,
) => Promise<RecognisedWord[]>;

export function createReadQuads(): ReadQuads {
  let kept: { readonly key: string; readonly page: Promise<InkPage> } | undefined;

  async function pageOf(path: string): Promise<InkPage> {
    const found = await stat(path).catch(() => null);
    const key = JSON.stringify([path, found?.mtimeMs, found?.size]);
    if (kept?.key !== key) kept = { key, page: openInkPage(path) };
    const { page } = kept;
    try {
      return await page;
    } catch (error) {
      if (kept.page === page) kept = undefined;
      throw error;
    }
  }

  return async (path, recogniser, quads, options) => {
    if (quads.length === 0) return [];
    const { ink, scale } = await pageOf(path);
    options.signal?.throwIfAborted();
    const { height } = recogniser.metadata;
    const crops = quads.map((quad) => cropWord(ink, scaleQuad(quad, scale), height));
    const readings = await recogniseWords(recogniser, crops, options);
    return readings.map(({ alternatives, lattice }) => ({
      alternatives: withoutEmpty(alternatives),
      lattice,
    }));
  };
}
