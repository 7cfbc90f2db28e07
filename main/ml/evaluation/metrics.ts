import type { Metrics } from '../../../shared/contract/evaluation.ts';
import {
  characterErrorRate,
  characters,
  editDistance,
  foldText,
  wordErrorRate,
  type Comparison,
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
    truth: foldText(truth),
    reading: foldText(reading),
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

interface JudgedLengths {
  readonly distance: number;
  /** Of the truth. */
  readonly length: number;
  /** True letters that stand at the same place in the reading. */
  readonly inPlace: number;
}

function judge({ truth, reading }: Comparison): JudgedLengths {
  const letters = characters(truth);
  const read = characters(reading);
  return {
    distance: editDistance(truth, reading),
    length: letters.length,
    inPlace: letters.filter((letter, place) => letter === read[place]).length,
  };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
