import {
  fewestSure,
  forgetsTooMuch,
  isSure,
  type RunKind,
  type RunResult,
  type RunScores,
} from './contract/run.ts';
import { runWords, type ReadUnit } from './networks.ts';
import { counted, formatCount } from './text.ts';

/** If the CER on held-out words is higher than this before and after, the labels are probably wrong. */
const mostWrong = 0.6;
/** Least gain that counts as an improvement, as a fraction of the CER before. */
const leastGain = 0.02;

/**
 * Whether the figures of a run say that its model is better: it must read the held-out words better and, after fine-tuning on
 * one writer, other writers hardly worse. `verdict` tells people why. It follows from the figures alone, so that it is true
 * of a model in use and of one that is not.
 */
export function verdictOf(
  kind: RunKind,
  scores: RunScores,
  reads: ReadUnit = 'word',
): Pick<RunResult, 'better' | 'verdict'> {
  const { before, after } = scores;
  if (before === null) return newNetworkVerdict(after, reads);
  const hand =
    `Held-out ${runWords(reads).scored}s: CER ${percent(before.heldBack.cer)} before, ${percent(after.heldBack.cer)} after.` +
    describeDoubt(kind, scores, runWords(reads).scored);
  const refused = (why: string) => ({ better: false, verdict: `${hand} ${why}` });
  if (after.heldBack.cer > mostWrong) {
    return refused('Most readings differ from the labels: check the labels.');
  }
  const gain = before.heldBack.cer - after.heldBack.cer;
  const isMoreConfident = gain >= 0 && after.heldBack.loss < before.heldBack.loss * (1 - leastGain);
  // With a CER of 0 before, no gain is possible, and any fraction of 0 is 0.
  if (gain <= before.heldBack.cer * leastGain && !isMoreConfident) {
    return refused('No improvement.');
  }
  if (kind === 'corrections' && before.base !== null && after.base !== null) {
    const others = `Other writers: CER ${percent(before.base.cer)} before, ${percent(after.base.cer)} after.`;
    if (forgetsTooMuch(before.base, after.base)) return refused(`${others} It reads other writers worse.`);
    return { better: true, verdict: `${hand} ${others}` };
  }
  return { better: true, verdict: hand };
}

/**
 * Whether the model of a run goes into use by itself: only of a person's corrections, if it is better and the held-out words are
 * enough to be sure. Any other model waits for the person.
 */
export function goesIntoUse(
  kind: RunKind,
  scores: RunScores,
  { better }: Pick<RunResult, 'better'>,
): boolean {
  const { high = 1 } = scores.change ?? {};
  return kind === 'corrections' && better && high < 0 && isSure(scores);
}

/** A gain of this fraction of the CER is worth the labels that show it. */
const worthwhile = 0.2;
/** One in so many corrections is held back. */
const heldBackEvery = 5;
/** A person will hardly correct more words than this only for a verdict. */
const mostAsked = 2000;

/** Says that there are too few words, and about how many more show a gain of a fifth; empty if there are enough. */
function describeDoubt(kind: RunKind, scores: RunScores, scored: string): string {
  const { before, change } = scores;
  if (before === null || change === undefined || isSure(scores)) return '';
  const { words } = before.heldBack;
  const doubt = ` ${counted(words, `held-out ${scored}`)} ${words === 1 ? 'is' : 'are'} too few to be sure.`;
  if (kind !== 'corrections') return doubt;
  const more = Math.ceil(((heldBackToBeSure(scores) - words) * heldBackEvery) / 10) * 10;
  return more <= 0 || more > mostAsked
    ? doubt
    : `${doubt} About ${formatCount(more)} more corrections are enough.`;
}

/** About how many held-out words show a gain of a fifth. */
function heldBackToBeSure({ before, change }: Pick<RunScores, 'before' | 'change'>): number {
  if (before === null || change === undefined) return fewestSure;
  const { words, cer } = before.heldBack;
  // The width of the interval falls with the root of the number of words.
  const width = (change.high - change.low) / 2;
  return Math.max(fewestSure, words * (width / Math.max(cer * worthwhile, 0.005)) ** 2);
}

/**
 * About how many corrections make the verdict of the next run sure: those that the figures of the last one ask for, without
 * one the fewest. Null if its verdict was sure, or if that takes more than a person will correct.
 */
export function correctionsToBeSure(last: Pick<RunScores, 'before' | 'change'> | null): number | null {
  if (last !== null && isSure(last)) return null;
  const wanted = Math.ceil((heldBackToBeSure(last ?? { before: null }) * heldBackEvery) / 10) * 10;
  return wanted > mostAsked ? null : wanted;
}

/** A new network had nothing to say before, so that only an evaluation of both compares it with the base model. */
function newNetworkVerdict(
  { heldBack }: RunScores['after'],
  reads: ReadUnit,
): Pick<RunResult, 'better' | 'verdict'> {
  const { sample, scored, rates } = runWords(reads);
  const found = `Held-out ${scored}s: ${rates[0]} ${percent(heldBack.cer)}.`;
  return heldBack.cer > mostWrong
    ? {
        better: false,
        verdict: `${found} It has learned too little: train for more epochs, or on more ${sample}s.`,
      }
    : reads === 'page'
      ? {
          better: true,
          verdict: `${found} A photo shows the lines that it finds; in use, it finds those that are read.`,
        }
      : { better: true, verdict: `${found} Evaluate it beside the model in use on the same version.` };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
