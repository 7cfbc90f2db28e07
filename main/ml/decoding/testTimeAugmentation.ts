import { type Candidate, scoreOf } from './calibration.ts';
import { ctcLogLikelihood } from './ctcPaths.ts';
import type { Posteriors } from './posteriors.ts';

/** One view of a word: as it is, or with another slant. */
export interface View {
  readonly posteriors: Posteriors;
  /** Result of the beam search, best first. */
  readonly candidates: readonly Candidate[];
}

/** Later candidates of a view are never the best of all. */
const candidatesOfAView = 12;
/** In nats. No view lowers a candidate further below its own best, so none can forbid a reading. */
export const mostUncertainty = 30;

/**
 * Fuses several views of one word: the candidates of all views, scored by the mean of their log-likelihoods in each
 * view, which is a product of experts. Best first.
 *
 * Hinton, "Training products of experts by minimizing contrastive divergence", 2002, section 1.
 */
export function fuseViews(views: readonly View[]): Candidate[] {
  if (views.length < 2) return views.flatMap(({ candidates }) => candidates);
  const found = new Map<string, Seen>();
  for (const [view, { candidates }] of views.entries()) {
    for (const candidate of candidates.slice(0, candidatesOfAView)) {
      const key = candidate.letters.join();
      const seen = found.get(key) ?? { candidate, said: [] };
      seen.said[view] = candidate.lattice;
      found.set(key, seen);
    }
  }
  return Array.from(found.values(), ({ candidate: { letters, guide }, said }): Candidate => {
    // The view's own search knows this likelihood, except for paths that the beam dropped.
    return { letters, lattice: likelihoodOf(views, letters, said), guide };
  }).sort((a, b) => scoreOf(b) - scoreOf(a));
}

/**
 * The mean of a reading's log-likelihoods in each view.
 *
 * @param said log-likelihoods that are known, by view
 */
export function likelihoodOf(
  views: readonly View[],
  letters: readonly number[],
  said: readonly number[] = [],
): number {
  const sum = views.reduce((total, { posteriors, candidates }, view) => {
    const floor = Math.max(...candidates.map(({ lattice }) => lattice)) - mostUncertainty;
    return total + Math.max(floor, said.at(view) ?? ctcLogLikelihood(posteriors, letters));
  }, 0);
  return sum / views.length;
}

interface Seen {
  readonly candidate: Candidate;
  /** Log-likelihood by each view's own search, where it was found. */
  readonly said: number[];
}
