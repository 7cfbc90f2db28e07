import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import type { LoadedModel } from '../../../main/workers/reader/sessions.ts';
import { furtherLooks, viewOf } from '../../../main/workers/reader/viewWords.ts';
import { wordLattices } from '../../../main/workers/reader/wordLattices.ts';
import type { Lattice } from '../../../main/ml/decoding/posteriors.ts';
import type { LabelledInk } from '../../../main/ml/training/wordBank.ts';

export interface LabelledViews {
  /** The true text. */
  readonly text: string;
  /** The word as it is, then as it is made to lean. */
  readonly lattices: readonly Lattice[];
}

/** All that reading might look at of each word, however sure the first look is. */
export async function everyView(
  model: LoadedModel<RecogniserMetadata>,
  words: readonly LabelledInk[],
): Promise<LabelledViews[]> {
  const found = words.map(({ text }) => ({ text, lattices: [] as Lattice[] }));
  for (let round = 0; round <= furtherLooks.length; round += 1) {
    const images = words.map(({ ink }) => viewOf(ink, round, model.metadata));
    for await (const { index, lattice } of wordLattices(model, images)) found[index]?.lattices.push(lattice);
  }
  return found;
}
