import type { Split } from '../../../shared/contract/dataset.ts';
import type { BySplit } from '../../../shared/contract/datasetContents.ts';
import type { Confusion, MetricName } from '../../../shared/contract/evaluation.ts';
import { formatRate } from '../../ui/figures.ts';
import { formatCount } from '../../ui/format.ts';

/** The names of the metrics; `metricDefinitions` has their definitions. */
export const metricTitles: Readonly<Record<MetricName, string>> = {
  cer: 'CER',
  wer: 'WER',
  cerFolded: 'CER, folded',
  werFolded: 'WER, folded',
  meanEditDistance: 'Mean edit distance',
  normalisedEditDistance: 'Normalised edit distance',
  clippedAccuracy: 'Accuracy, clipped',
  unclippedAccuracy: 'Accuracy, not clipped',
  positionalPrecision: 'Positional precision',
  fullSequencePrecision: 'Full-sequence precision',
};

/** Whether a lower value is better. */
export function isBetterLow(metric: MetricName): boolean {
  return /^cer|^wer|Distance$/u.test(metric);
}

/** Formats edit distances in characters, everything else as a percentage. */
export function formatMetric(metric: MetricName, value: number): string {
  return metric === 'meanEditDistance' ? value.toFixed(3) : formatRate(value);
}

/** How often the most confused characters were read as each other. */
export interface ConfusionMatrix {
  /** The characters of rows (truth) and columns (reading); '' means no character. */
  readonly letters: readonly string[];
  /** `[row][column]` */
  readonly counts: readonly (readonly number[])[];
  /** Occurrences of each row's character. */
  readonly totals: readonly number[];
  /** The highest count of one mistake. */
  readonly mostMistaken: number;
}

/** @param size the largest number of characters, not counting '' */
export function confusionMatrix(confusions: readonly Confusion[], size: number): ConfusionMatrix {
  const mistakes = new Map<string, number>();
  for (const { truth, reading, count } of confusions) {
    if (truth === reading) continue;
    for (const letter of [truth, reading]) {
      if (letter !== '') mistakes.set(letter, (mistakes.get(letter) ?? 0) + count);
    }
  }
  const chosen = [...mistakes]
    .sort(([a, countA], [b, countB]) => countB - countA || compareLetters(a, b))
    .slice(0, size)
    .map(([letter]) => letter)
    .sort(compareLetters);
  const letters = [...chosen, ''];
  const places = new Map(letters.map((letter, place) => [letter, place]));
  const counts = letters.map(() => letters.map(() => 0));
  const totals = letters.map(() => 0);
  let mostMistaken = 0;
  for (const { truth, reading, count } of confusions) {
    const row = places.get(truth);
    if (row === undefined) continue;
    totals[row] = (totals[row] ?? 0) + count;
    const column = places.get(reading);
    const cells = counts[row];
    if (column === undefined || cells === undefined) continue;
    cells[column] = count;
    if (truth !== reading) mostMistaken = Math.max(mostMistaken, count);
  }
  return { letters, counts, totals, mostMistaken };
}

/** Describes one cell: "“e” was read as “c” 12 times, 3.9 % of all." */
export function describeConfusion(truth: string, reading: string, count: number, total: number): string {
  const times = count === 1 ? 'once' : `${formatCount(count)} times`;
  if (truth === '') return `“${nameOf(reading)}” was added ${times}.`;
  const share = total === 0 ? '' : `, ${((100 * count) / total).toFixed(1)} % of all`;
  if (reading === '') return `“${nameOf(truth)}” was missed ${times}${share}.`;
  if (truth === reading) return `“${nameOf(truth)}” was read correctly ${times}${share}.`;
  return `“${nameOf(truth)}” was read as “${nameOf(reading)}” ${times}${share}.`;
}

/** A visible name for a character. */
export function nameOf(letter: string): string {
  if (letter === '') return '∅';
  return letter === ' ' ? '␣' : letter;
}

const collator = new Intl.Collator('en', { caseFirst: 'lower' });

function compareLetters(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : 1);
}

/** The split that a model knows least: test, else validation, else all words (null). */
export function fairestSplit(splits: BySplit | undefined): Split | null {
  if (splits === undefined || splits.test > 0) return 'test';
  return splits.validation > 0 ? 'validation' : null;
}
