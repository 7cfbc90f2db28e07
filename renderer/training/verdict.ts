import type { Run, RunKind, RunResult, Score } from '../../shared/contract/run.ts';
import { formatPoints } from './figures.ts';

/** Differences in CER below this are none. */
const none = 0.0005;

const places: Readonly<Record<RunKind, string>> = {
  corrections: 'on your hand',
  iam: 'on IAM',
  train: 'on the held-back words',
};

/** "18 % fewer wrong letters" */
export function describeGain(before: Score, after: Score): string {
  if (Math.abs(after.cer - before.cer) < none) return 'as many wrong letters as before';
  if (before.cer === 0) return 'wrong letters where there were none';
  const change = after.cer / before.cer - 1;
  const percent = Math.max(1, Math.round(100 * Math.abs(change)));
  return `${String(percent)} % ${change < 0 ? 'fewer' : 'more'} wrong letters`;
}

/** How it reads what it knew before; null where that was not looked at. */
export function describeElsewhere(before: Score | null, after: Score | null): string | null {
  if (before === null || after === null) return null;
  const rise = after.cer - before.cer;
  if (rise < none) return rise < -none ? 'better elsewhere too' : 'no worse elsewhere';
  return `${formatPoints(rise)} points of CER elsewhere`;
}

/** "Better on your hand: 18 % fewer wrong letters; no worse elsewhere." */
export function headlineOf(kind: RunKind, { before, after, better }: RunResult): string {
  const isSurer = better && after.heldBack.cer > before.heldBack.cer - none;
  const gain = isSurer
    ? 'as many wrong letters, but surer of the right ones'
    : describeGain(before.heldBack, after.heldBack);
  const elsewhere = describeElsewhere(before.base, after.base);
  const start = better ? 'Better' : 'Not better';
  return `${start} ${places[kind]}: ${gain}${elsewhere === null ? '' : `; ${elsewhere}`}.`;
}

/** The short of it, for a list: "18 % fewer wrong letters". */
export function shortVerdict({ result }: Pick<Run, 'result'>): string | null {
  return result === null ? null : describeGain(result.before.heldBack, result.after.heldBack);
}
