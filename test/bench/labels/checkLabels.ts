import { createAlphabet } from '../../../shared/alphabet.ts';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import type { LoadedModel } from '../../../main/reader/models/sessions.ts';
import { wordPosteriors } from '../../../main/reader/models/wordPosteriors.ts';
import type { RgbImage } from '../../../main/imaging/pixels.ts';
import type { WordSample } from '../report/wordSamples.ts';
import { contradiction, type Contradiction } from './contradiction.ts';

/** A label that the recogniser contradicts, where it stands and what it looks like. */
export interface ContradictedLabel extends Contradiction, Pick<WordSample, 'file' | 'box'> {
  readonly picture: RgbImage;
}

export interface LabelCheck {
  readonly words: number;
  /** Worst first. */
  readonly contradicted: readonly ContradictedLabel[];
}

/** Holds the labels of all samples against what the recogniser says of their pictures. */
export async function checkLabels(
  batches: AsyncIterable<readonly WordSample[]>,
  recogniser: LoadedModel<RecogniserMetadata>,
): Promise<LabelCheck> {
  const alphabet = createAlphabet(recogniser.metadata.characters);
  let words = 0;
  const contradicted: ContradictedLabel[] = [];
  for await (const samples of batches) {
    words += samples.length;
    const images = samples.map(({ ink }) => ink);
    for await (const { index, posteriors } of wordPosteriors(recogniser, images)) {
      const sample = samples[index];
      if (sample === undefined || sample.label === '' || !alphabet.has(sample.label)) continue;
      const against = contradiction(posteriors, sample.label, alphabet);
      if (against === null) continue;
      contradicted.push({ ...against, file: sample.file, box: sample.box, picture: sample.picture() });
    }
  }
  return { words, contradicted: contradicted.toSorted((a, b) => b.margin - a.margin) };
}
