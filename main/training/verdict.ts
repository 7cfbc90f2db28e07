import { mostForgotten, type RunKind, type RunResult } from '../../shared/contract/run.ts';

type Scores = Pick<RunResult, 'before' | 'after'>;

/** If the CER on held-out words is higher than this before and after, the labels are probably wrong. */
const mostWrong = 0.6;
/** Least gain that counts as an improvement, as a fraction of the CER before. */
const leastGain = 0.02;

/**
 * Decides whether a trained model is promoted: it must read the held-out words better and, after fine-tuning on one
 * writer, other writers hardly worse.
 */
export function verdictOf(kind: RunKind, { before, after }: Scores): Pick<RunResult, 'better' | 'verdict'> {
  const hand = `Held-out words: CER ${percent(before.heldBack.cer)} before, ${percent(after.heldBack.cer)} after.`;
  const refused = (why: string) => ({ better: false, verdict: `${hand} ${why}` });
  if (after.heldBack.cer > mostWrong) {
    return refused('Most readings differ from the labels: check the labels. The current model stays in use.');
  }
  const gain = before.heldBack.cer - after.heldBack.cer;
  const isSurer = gain >= 0 && after.heldBack.loss < before.heldBack.loss * (1 - leastGain);
  // With a CER of 0 before, no gain is possible, and any fraction of 0 is 0.
  if (gain <= before.heldBack.cer * leastGain && !isSurer) {
    return refused('No improvement. The current model stays in use.');
  }
  if (kind === 'corrections' && before.base !== null && after.base !== null) {
    const rise = after.base.cer - before.base.cer;
    const others = `Other writers: CER ${percent(before.base.cer)} before, ${percent(after.base.cer)} after.`;
    if (rise > mostForgotten)
      return refused(`${others} It reads other writers worse. The current model stays in use.`);
    return { better: true, verdict: `${hand} ${others}` };
  }
  return { better: true, verdict: hand };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
