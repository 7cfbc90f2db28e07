import type { Run, RunKind, RunResult, Score } from '../../shared/contract/run.ts';
import { formatPoints } from '../ui/figures.ts';

/** Smaller differences in CER count as none. */
const none = 0.0005;

const places: Readonly<Record<RunKind, string>> = {
  corrections: 'on your handwriting',
  iam: 'on IAM',
  train: 'on the held-out words',
};

/** "18 % fewer character errors" */
export function describeGain(before: Score, after: Score): string {
  if (Math.abs(after.cer - before.cer) < none) return 'as many character errors as before';
  if (before.cer === 0) return 'character errors where there were none';
  const change = after.cer / before.cer - 1;
  const percent = Math.max(1, Math.round(100 * Math.abs(change)));
  return `${percent} % ${change < 0 ? 'fewer' : 'more'} character errors`;
}

/** Describes the change on other handwriting; null if it was not evaluated. */
export function describeElsewhere(before: Score | null, after: Score | null): string | null {
  if (before === null || after === null) return null;
  const rise = after.cer - before.cer;
  if (rise < none) return rise < -none ? 'other handwriting also better' : 'no worse on other handwriting';
  return `${formatPoints(rise)} points of CER on other handwriting`;
}

/** "Better on your handwriting: 18 % fewer character errors; no worse on other handwriting." */
export function headlineOf(kind: RunKind, { before, after, better }: RunResult): string {
  const isMoreConfident = better && after.heldBack.cer > before.heldBack.cer - none;
  const gain = isMoreConfident
    ? 'as many character errors, but higher confidence'
    : describeGain(before.heldBack, after.heldBack);
  const elsewhere = describeElsewhere(before.base, after.base);
  const start = better ? 'Better' : 'Not better';
  return `${start} ${places[kind]}: ${gain}${elsewhere === null ? '' : `; ${elsewhere}`}.`;
}

/** A short form for lists: "18 % fewer character errors". */
export function shortVerdict({ result }: Pick<Run, 'result'>): string | null {
  return result === null ? null : describeGain(result.before.heldBack, result.after.heldBack);
}
