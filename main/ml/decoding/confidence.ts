import type { Alternative } from '../../../shared/word.ts';
import type { Hypothesis } from './lattice.ts';

/** Readings kept with a word. */
export const mostAlternatives = 10;

/**
 * Readings as text, best first, each with its share of the probability of all readings that the beam
 * ended with: in 0 to 1, in sum at most 1.
 *
 * @param hypotheses every reading of the beam, best first
 * @param count how many to keep, at most `mostAlternatives`
 */
export function alternativesOf(
  hypotheses: readonly Hypothesis[],
  textOf: (letters: readonly number[]) => string,
  count: number,
): Alternative[] {
  const best = hypotheses[0]?.logProbability ?? -Infinity;
  if (best === -Infinity) return [];
  const weights = hypotheses.map(({ logProbability }) => Math.exp(logProbability - best));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return hypotheses.slice(0, Math.min(count, mostAlternatives)).map(({ letters }, index) => ({
    text: textOf(letters),
    confidence: (weights[index] ?? 0) / total,
  }));
}
