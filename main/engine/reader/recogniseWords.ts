import { createAlphabet } from '../../../shared/alphabet.ts';
import type { RecogniserMetadata } from '../../../shared/model.ts';
import type { Alternative } from '../../../shared/word.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { alternativesOf } from '../../ml/decoding/confidence.ts';
import { defaultBeam, searchPrefixBeam } from '../../ml/decoding/prefixBeamSearch.ts';
import type { LoadedModel } from './sessions.ts';
import { wordLattices } from './wordLattices.ts';

export interface RecogniseOptions {
  /** Readings wanted for each word. */
  readonly alternatives: number;
  /** Stops between two batches. */
  readonly signal?: AbortSignal;
}

/**
 * Reads words.
 *
 * @returns for each word its readings, best first
 */
export async function recogniseWords(
  recogniser: LoadedModel<RecogniserMetadata>,
  words: readonly InkImage[],
  { alternatives, signal }: RecogniseOptions,
): Promise<Alternative[][]> {
  const alphabet = createAlphabet(recogniser.metadata.characters);
  const readings: Alternative[][] = words.map(() => []);
  for await (const { index, lattice } of wordLattices(recogniser, words, signal)) {
    const hypotheses = searchPrefixBeam(lattice, { ...defaultBeam, count: defaultBeam.width });
    readings[index] = alternativesOf(hypotheses, (letters) => alphabet.decode(letters), alternatives);
  }
  return readings;
}
