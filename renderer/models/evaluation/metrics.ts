import { metricNames, type MetricName } from '../../../shared/contract/evaluation.ts';
import { formatRate } from '../../ui/figures.ts';

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

export const shownMetrics: readonly MetricName[] = metricNames;

/** Whether a lower value is better. */
export function isBetterLow(metric: MetricName): boolean {
  return /^cer|^wer|Distance$/u.test(metric);
}

/** Formats edit distances in characters, everything else as a percentage. */
export function formatMetric(metric: MetricName, value: number): string {
  return metric === 'meanEditDistance' ? value.toFixed(3) : formatRate(value);
}
