import type { RecogniserMetadata } from '../../shared/contract/model.ts';
import type { LoadedModel } from '../../main/reader/models/sessions.ts';
import { furtherViews, viewOf } from '../../main/reader/recogniseWords.ts';
import { wordPosteriors } from '../../main/reader/models/wordPosteriors.ts';
import type { Posteriors } from '../../main/ml/decoding/posteriors.ts';
import type { LabelledInk } from '../../main/ml/training/wordBank.ts';

export interface LabelledViews {
  /** The true text. */
  readonly text: string;
  /** The word as it is, then as it is made to lean. */
  readonly outputs: readonly Posteriors[];
}

/** All that reading might look at of each word, however sure the first look is. */
export async function everyView(
  model: LoadedModel<RecogniserMetadata>,
  words: readonly LabelledInk[],
): Promise<LabelledViews[]> {
  const found = words.map(({ text }) => ({ text, outputs: [] as Posteriors[] }));
  for (let round = 0; round <= furtherViews.length; round += 1) {
    const images = words.map(({ ink }) => viewOf(ink, round, model.metadata));
    for await (const { index, posteriors } of wordPosteriors(model, images))
      found[index]?.outputs.push(posteriors);
  }
  return found;
}
