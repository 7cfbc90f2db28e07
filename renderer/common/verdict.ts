import {
  forgetsTooMuch,
  isSure,
  type Run,
  type RunKind,
  type RunResult,
  type RunScores,
  type Score,
} from '../../shared/contract/run.ts';
import { runWords } from '../../shared/networks.ts';
import { counted } from '../../shared/text.ts';
import { formatPoints, formatRate } from '../ui/figures.ts';

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

/**
 * The one figure of a run, wherever it is named: "CER 20.7 → 18.5 % on 8 held-out words, 95 % interval of the change −9.1 to
 * +4.0 points". A new network has nothing before.
 */
export function describeScores({ reads }: Pick<Run, 'reads'>, { before, after, change }: RunScores): string {
  const { rates, scored } = runWords(reads);
  const was = before === null ? '' : `${formatRate(before.heldBack.cer).replace(/ %$/u, '')} → `;
  const points = change && `${formatPoints(change.low)} to ${formatPoints(change.high)} points`;
  return `${rates[0]} ${was}${formatRate(after.heldBack.cer)} on ${counted(after.heldBack.words, `held-out ${scored}`)}${points === undefined ? '' : `, 95 % interval of the change ${points}`}`;
}

/** Describes the change on other handwriting; null if it was not evaluated. */
export function describeElsewhere(before: Score | null, after: Score | null): string | null {
  if (before === null || after === null) return null;
  if (Math.abs(after.cer - before.cer) < none) return 'no worse on other handwriting';
  return `${describeGain(before, after)} on other handwriting`;
}

export type Outcome = 'better' | 'mixed' | 'unsure' | 'not-better' | 'new' | 'untaught';

/**
 * What a run's figures say. `mixed`: better on the held-out words, and clearly worse on other handwriting. `unsure`:
 * there are too few held-out words to be sure. `new` and `untaught`: a new network, which is compared with
 * nothing, has learned to read, or too little.
 */
export function outcomeOf(result: RunResult): Outcome {
  const { before, after, better } = result;
  if (before === null) return better ? 'new' : 'untaught';
  const isForgetful = forgetsTooMuch(before.base, after.base);
  if (isForgetful) return better ? 'mixed' : 'not-better';
  if (!isSure(result)) return 'unsure';
  return better ? 'better' : 'not-better';
}

export const outcomeNames: Readonly<Record<Outcome, string>> = {
  better: 'Better',
  mixed: 'Better',
  unsure: 'Not sure yet',
  'not-better': 'Not better',
  new: 'New network',
  untaught: 'Learned too little',
};

/**
 * "Better on your handwriting: 18 % fewer character errors; no worse on other handwriting." "Not sure yet on your
 * handwriting (14 words): …"
 */
export function headlineOf({ kind, reads }: Pick<Run, 'kind' | 'reads'>, result: RunResult): string {
  const { before, after, better } = result;
  if (before === null) {
    const { rates, scored } = runWords(reads);
    const place = kind === 'train' ? `on the held-out ${scored}s` : places[kind];
    return `${outcomeNames[outcomeOf(result)]}: ${rates[0]} ${formatRate(after.heldBack.cer)} ${place}.`;
  }
  const isMoreConfident = better && after.heldBack.cer > before.heldBack.cer - none;
  const gain = isMoreConfident
    ? 'as many character errors, but higher confidence'
    : describeGain(before.heldBack, after.heldBack);
  const elsewhere = describeElsewhere(before.base, after.base);
  const outcome = outcomeOf(result);
  const words = isSure(result) ? '' : ` (${counted(before.heldBack.words, 'word')})`;
  return `${outcomeNames[outcome]} ${places[kind]}${words}: ${gain}${elsewhere === null ? '' : `; ${elsewhere}`}.`;
}

/** A short form for lists: "18 % fewer character errors". */
export function shortVerdict({ result }: Pick<Run, 'result'>): string | null {
  if (result === null) return null;
  const { before, after } = result;
  return before === null
    ? `CER ${formatRate(after.heldBack.cer)}`
    : describeGain(before.heldBack, after.heldBack);
}
