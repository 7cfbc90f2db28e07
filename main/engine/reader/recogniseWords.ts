import type { RecogniserMetadata } from '../../../shared/model.ts';
import type { Alternative } from '../../../shared/word.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import type { LoadedModel } from './sessions.ts';
import { wordDecoderFor } from './wordDecoders.ts';
import { viewWords } from './viewWords.ts';

export interface RecognisedWord {
  /** Best first. */
  readonly alternatives: readonly Alternative[];
  /** Where they leave doubt: what search finds the word by (`shared/letterLattice.ts`). */
  readonly lattice: string | null;
}

/** Readings that say something: an empty one is no word, but a line or a stain that looked like one. */
export function withoutEmpty(alternatives: readonly Alternative[]): Alternative[] {
  return alternatives.filter(({ text }) => text !== '');
}

export interface RecogniseOptions {
  /** Readings wanted for each word. */
  readonly alternatives: number;
  /** Stops between two batches. */
  readonly signal?: AbortSignal;
}

/**
 * Reads words.
 *
 * @returns for each word what was read, in their order
 * @throws InkdexError `model-damaged`; `file-missing`, `data-invalid` for the language files
 */
export async function recogniseWords(
  recogniser: LoadedModel<RecogniserMetadata>,
  words: readonly InkImage[],
  { alternatives, signal }: RecogniseOptions,
): Promise<RecognisedWord[]> {
  const readings = words.map((): RecognisedWord => ({ alternatives: [], lattice: null }));
  if (words.length === 0) return readings;
  const decoder = await wordDecoderFor(recogniser.metadata);
  for await (const { index, views, alternatives: found } of viewWords(recogniser, decoder, words, signal)) {
    const [plain] = views;
    readings[index] = {
      alternatives: found.slice(0, alternatives),
      lattice: plain === undefined ? null : decoder.fold(plain.lattice, found),
    };
  }
  return readings;
}
