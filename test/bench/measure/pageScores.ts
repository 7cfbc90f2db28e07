import { detectionScores, type PageDetection } from '../../../main/ml/evaluation/matchBoxes.ts';
import type { LabelledPage } from '../../../pretraining/data.ts';
import { isSign } from '../../../shared/text.ts';
import type { FoundText } from './otherPrograms.ts';
import { share } from '../../../pretraining/printTable.ts';
import { countFound, termsOf } from './terms.ts';

/** The name, then precision, recall, F1 and the share of the search terms found, of readings by their pages' paths. */
export function rowOf(
  name: string,
  pages: readonly LabelledPage[],
  readings: ReadonlyMap<string, readonly FoundText[]>,
): string[] {
  const compared = pages.map((page): PageDetection => ({
    truths: page.words.map(({ box }) => box),
    ignored: page.ignore,
    found: (readings.get(page.path) ?? []).filter(({ text }) => !isSign(text)).map(({ box }) => box),
  }));
  const { precision, recall, f1 } = detectionScores(compared);
  let found = 0;
  let terms = 0;
  for (const page of pages) {
    const truths = page.words.map(({ text }) => text);
    terms += termsOf(truths).length;
    found += countFound(
      truths,
      (readings.get(page.path) ?? []).map(({ text }) => text),
    );
  }
  return [name, share(precision), share(recall), share(f1), share(found / terms)];
}
