import { formatCount, formatDuration } from './format.ts';

/** An error rate: "7.9 %", below one percent "0.42 %". */
export function formatRate(share: number): string {
  const percent = 100 * share;
  return `${percent.toFixed(Math.abs(percent) < 0.995 && percent !== 0 ? 2 : 1)} %`;
}

/** A difference of two rates in percentage points: "+0.2", "−1.4". */
export function formatPoints(difference: number): string {
  const points = 100 * difference;
  const digits = Math.abs(points).toFixed(Math.abs(points) < 0.995 ? 2 : 1);
  if (Number(digits) === 0) return '±0';
  return `${points < 0 ? '−' : '+'}${digits}`;
}

/** Three significant digits: "31.2", "0.846", "0.0123". */
export function formatLoss(value: number): string {
  if (value === 0) return '0';
  return String(Number(value.toPrecision(3)));
}

/** "8e-4", "0" */
export function formatLearningRate(rate: number): string {
  if (rate === 0) return '0';
  const [mantissa = '', exponent = ''] = rate.toExponential(2).split('e');
  return `${Number(mantissa)}e${Number(exponent)}`;
}

export function formatSpeed(wordsPerSecond: number): string {
  const digits = wordsPerSecond < 10 ? 1 : 0;
  return `${formatCount(Number(wordsPerSecond.toFixed(digits)))} words/s`;
}

/** A share as a percentage: "5 %". */
export function formatShare(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

/** The time between two moments in ISO 8601; null if one is unknown. */
export function formatSpan(from: string | null, to: string | null): string | null {
  if (from === null || to === null) return null;
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  return Number.isFinite(seconds) && seconds >= 0 ? formatDuration(seconds) : null;
}

/** The day of a moment in ISO 8601, in the person's own time zone. */
export function formatDay(iso: string): string {
  return new Date(iso).toLocaleDateString(undefined, { dateStyle: 'medium' });
}
