import type {
  EvaluationReport,
  JudgedWord,
  Likelihood,
  Metrics,
} from '../../../shared/contract/evaluation.ts';
import { compareKeys } from '../../../shared/manifest.ts';
import { createRandom } from '../../../shared/random.ts';
import {
  characterErrorRate,
  characters,
  type Comparison,
  editDistance,
  foldText,
  wordErrorRate,
} from '../../../shared/text.ts';

/**
 * Every metric of `metricDefinitions` (shared/contract/evaluation.ts), which says what each is. A set without words, or
 * without a letter where one is needed, scores 0.
 *
 * @param comparisons no truth is empty
 */
export function metricsOf(comparisons: readonly Comparison[]): Metrics {
  const judged = comparisons.map(judge);
  const mean = (valueOf: (word: JudgedLengths) => number): number =>
    finite(judged.reduce((sum, word) => sum + valueOf(word), 0) / judged.length);
  const folded = comparisons.map(({ truth, reading }) => ({
    truth: foldWords(truth),
    reading: foldWords(reading),
  }));
  return {
    cer: finite(characterErrorRate(comparisons)),
    wer: finite(wordErrorRate(comparisons)),
    cerFolded: finite(characterErrorRate(folded)),
    werFolded: finite(wordErrorRate(folded)),
    meanEditDistance: mean(({ distance }) => distance),
    normalisedEditDistance: mean(({ distance, length }) => distance / length),
    clippedAccuracy: mean(({ distance, length }) => 1 - Math.min(1, distance / length)),
    unclippedAccuracy: mean(({ distance, length }) => 1 - distance / length),
    positionalPrecision: mean(({ inPlace, length }) => inPlace / length),
    fullSequencePrecision: mean(({ distance }) => (distance === 0 ? 1 : 0)),
  };
}

/** What the network says of one word: of its truth, and of its own best path. Both are natural logarithms. */
export interface WordLikelihood {
  /** -Infinity if no path gives the truth. */
  readonly truth: number;
  /** Of the truth, in characters. */
  readonly length: number;
  readonly bestPath: number;
}

/** Each of `likelihoodDefinitions`; words whose truth no path gives do not count. Undefined if none counts. */
export function likelihoodOf(words: readonly WordLikelihood[]): Likelihood | undefined {
  const counted = words.filter(({ truth }) => Number.isFinite(truth));
  if (counted.length === 0) return undefined;
  const sum = (valueOf: (word: WordLikelihood) => number): number =>
    counted.reduce((total, word) => total + valueOf(word), 0);
  const loss = -sum(({ truth }) => truth) / sum(({ length }) => length);
  return {
    words: counted.length,
    loss,
    perplexity: Math.exp(loss),
    probability: sum(({ bestPath }) => Math.exp(bestPath)) / counted.length,
  };
}

/** Each word of a line folded; one word otherwise. */
function foldWords(text: string): string {
  const words = text.split(/\s+/u).map(foldText);
  return words.filter((word) => word !== '').join(' ');
}

type JudgedLengths = ReturnType<typeof judge>;

function judge({ truth, reading }: Comparison) {
  const letters = characters(truth);
  const read = characters(reading);
  return {
    distance: editDistance(truth, reading),
    /** Of the truth. */
    length: letters.length,
    /** Number of characters that are at the same place in the reading. */
    inPlace: letters.filter((letter, place) => letter === read[place]).length,
  };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

export type Breakdown = Pick<EvaluationReport, 'confusions' | 'byLength' | 'byLetter'>;

/** Which characters are confused, and how errors depend on the length of words. */
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
      (a, b) => b.count - a.count || compareKeys(a.truth, b.truth) || compareKeys(a.reading, b.reading),
    ),
    byLetter: [...counts]
      .filter(([letter]) => letter !== '')
      .map(([letter, row]) => ({
        letter,
        count: [...row.values()].reduce((sum, count) => sum + count, 0),
        right: row.get(letter) ?? 0,
      }))
      .toSorted((a, b) => b.count - a.count || compareKeys(a.letter, b.letter)),
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

/** A true character and the one read for it; '' for a deletion or an insertion. */
export interface LetterPair {
  readonly truth: string;
  readonly reading: string;
}

/**
 * Aligns the characters of a truth and a reading with the fewest edits. Of several such alignments, it gives the one
 * that replaces characters as late as possible.
 */
export function alignLetters({ truth, reading }: Comparison): LetterPair[] {
  const letters = characters(truth);
  const read = characters(reading);
  const costs = alignmentCosts(letters, read);
  const pairs: LetterPair[] = [];
  let row = letters.length;
  let column = read.length;
  const width = read.length + 1;
  const cost = (atRow: number, atColumn: number): number => costs[atRow * width + atColumn];
  while (row > 0 || column > 0) {
    const here = cost(row, column);
    const letter = letters[row - 1];
    const other = read[column - 1];
    if (row > 0 && column > 0 && here === cost(row - 1, column - 1) + (letter === other ? 0 : 1)) {
      pairs.push({ truth: letter, reading: other });
      row -= 1;
      column -= 1;
    } else if (row > 0 && here === cost(row - 1, column) + 1) {
      pairs.push({ truth: letter, reading: '' });
      row -= 1;
    } else {
      pairs.push({ truth: '', reading: other });
      column -= 1;
    }
  }
  return pairs.reverse();
}

/** Edits between the first letters of both, row by row. */
function alignmentCosts(letters: readonly string[], read: readonly string[]): Uint16Array {
  const width = read.length + 1;
  const costs = new Uint16Array((letters.length + 1) * width);
  for (let row = 0; row <= letters.length; row += 1) {
    for (let column = 0; column <= read.length; column += 1) {
      const at = row * width + column;
      if (row === 0 || column === 0) {
        costs[at] = row + column;
        continue;
      }
      const replaced = costs[at - width - 1] + (letters[row - 1] === read[column - 1] ? 0 : 1);
      costs[at] = Math.min(replaced, costs[at - width] + 1, costs[at - 1] + 1);
    }
  }
  return costs;
}

const shownWords = 24;

/**
 * Chooses words to show: those with the most edits for their length, of equal ones the most confident; the longest of
 * those that are read exactly; and random ones.
 *
 * @param atRandom how many of the latter
 */
export function chooseShown(words: readonly JudgedWord[], atRandom = shownWords) {
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
    random: createRandom(1).shuffle(words).slice(0, atRandom),
  };
}
