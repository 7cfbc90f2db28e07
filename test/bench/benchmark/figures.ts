import { matchBoxes } from '../../../main/ml/evaluation/matchBoxes.ts';
import type { LabelledPage } from '../../../pretraining/data.ts';
import { characterErrorRate, isSign, normalizeText } from '../../../shared/text.ts';
import { readShares } from '../measure/fourFifths.ts';
import type { FoundText } from '../measure/otherPrograms.ts';
import { rowOf } from '../measure/pageScores.ts';
import { share } from '../../../pretraining/printTable.ts';

export const columns = ['precision', 'recall', 'F1', 'found', 'words 80 %', 'characters', 'CER'];

/** The figures of a reader on a set, as `npm run measure` counts them, and the CER of the words that it found. */
export function figuresOf(
  pages: readonly LabelledPage[],
  readings: ReadonlyMap<string, readonly FoundText[]>,
): string[] {
  const [, ...found] = rowOf('', pages, readings);
  const { words, characters } = readShares(pages, readings);
  const compared = pages.flatMap((page) => {
    const read = (readings.get(page.path) ?? []).filter(({ text }) => !isSign(text));
    const boxesOf = (texts: readonly FoundText[]) => texts.map(({ box }) => box);
    return [...matchBoxes(boxesOf(read), boxesOf(page.words))].map(([at, to]) => ({
      truth: normalizeText(page.words[to]?.text ?? ''),
      reading: normalizeText(read[at]?.text ?? ''),
    }));
  });
  return [...found, share(words), share(characters), share(characterErrorRate(compared))];
}
