import type { EvaluationReport } from '../../../shared/contract/evaluation.ts';
import { characterErrorRate, characters, wordErrorRate, type Comparison } from '../../../shared/text.ts';
import { alignLetters } from './alignLetters.ts';

export type Breakdown = Pick<EvaluationReport, 'confusions' | 'byLength' | 'byLetter'>;

/** Which letters are taken for which, and how errors go with the length of words. */
export function breakdownOf(comparisons: readonly Comparison[]): Breakdown {
  const counts = new Map<string, Map<string, number>>();
  for (const { truth, reading } of comparisons.flatMap(alignLetters)) {
    const row = counts.get(truth) ?? new Map<string, number>();
    row.set(reading, (row.get(reading) ?? 0) + 1);
    counts.set(truth, row);
  }
  const confusions = [...counts].flatMap(([truth, row]) =>
    [...row].map(([reading, count]) => ({ truth, reading, count })),
  );
  return {
    confusions: confusions.toSorted(
      (a, b) => b.count - a.count || compare(a.truth, b.truth) || compare(a.reading, b.reading),
    ),
    byLetter: [...counts]
      .filter(([letter]) => letter !== '')
      .map(([letter, row]) => ({
        letter,
        count: [...row.values()].reduce((sum, count) => sum + count, 0),
        right: row.get(letter) ?? 0,
      }))
      .toSorted((a, b) => b.count - a.count || compare(a.letter, b.letter)),
    byLength: [...Map.groupBy(comparisons, ({ truth }) => characters(truth).length)]
      .map(([length, words]) => ({
        length,
        words: words.length,
        cer: characterErrorRate(words),
        wer: wordErrorRate(words),
      }))
      .toSorted((a, b) => a.length - b.length),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
