import type { JudgedWord } from '../../../shared/contract/evaluation.ts';
import { createRandom } from '../../../shared/random.ts';
import { characters } from '../../../shared/text.ts';

export interface ShownWords {
  readonly worst: readonly JudgedWord[];
  readonly best: readonly JudgedWord[];
  readonly random: readonly JudgedWord[];
}

const shownWords = 24;

/**
 * Words to look at: those with most edits for their length, the surest mistakes first; the longest of those
 * read exactly; and any.
 */
export function chooseShown(words: readonly JudgedWord[]): ShownWords {
  const rate = ({ distance, truth }: JudgedWord): number => distance / characters(truth).length;
  const wrong = words.filter(({ distance }) => distance > 0);
  const right = words.filter(({ distance }) => distance === 0);
  return {
    worst: wrong.toSorted((a, b) => rate(b) - rate(a) || b.confidence - a.confidence).slice(0, shownWords),
    best: right
      .toSorted(
        (a, b) => characters(b.truth).length - characters(a.truth).length || a.confidence - b.confidence,
      )
      .slice(0, shownWords),
    random: createRandom(1).shuffle(words).slice(0, shownWords),
  };
}
