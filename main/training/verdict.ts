import { mostForgotten, type RunKind, type RunResult } from '../../shared/contract/run.ts';

type Scores = Pick<RunResult, 'before' | 'after'>;

/** Held-back words that are read worse than this before and after are not what their labels say. */
const mostWrong = 0.6;
/** Least gain that is taken for one, as a share of the CER before. */
const leastGain = 0.02;

/**
 * Whether a model that has learned is put to use: it must read the held-back words better and, where it
 * learned a hand, the others hardly worse.
 */
export function verdictOf(kind: RunKind, { before, after }: Scores): Pick<RunResult, 'better' | 'verdict'> {
  const hand = `Held-back words: CER ${percent(before.heldBack.cer)} before, ${percent(after.heldBack.cer)} after.`;
  const refused = (why: string) => ({ better: false, verdict: `${hand} ${why}` });
  if (after.heldBack.cer > mostWrong) {
    return refused(
      'Most of what is read is not what the labels say: look at the labels. The model in use stays.',
    );
  }
  const gain = before.heldBack.cer - after.heldBack.cer;
  const isSurer = gain >= 0 && after.heldBack.loss < before.heldBack.loss * (1 - leastGain);
  // Where nothing was misread there is nothing to gain, and any share of nothing is nothing.
  if (gain <= before.heldBack.cer * leastGain && !isSurer) {
    return refused('That is no gain. The model in use stays.');
  }
  if (kind === 'corrections' && before.base !== null && after.base !== null) {
    const rise = after.base.cer - before.base.cer;
    const others = `Other hands: ${percent(before.base.cer)} before, ${percent(after.base.cer)} after.`;
    if (rise > mostForgotten) return refused(`${others} It forgot too much. The model in use stays.`);
    return { better: true, verdict: `${hand} ${others}` };
  }
  return { better: true, verdict: hand };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
