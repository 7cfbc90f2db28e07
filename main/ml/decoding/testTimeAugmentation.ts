import { type Candidate, scoreOf } from './calibration.ts';
import type { LikelihoodOfLetters } from './ctcPaths.ts';
import type { Lattice } from './posteriors.ts';

/** One view of a word: as it is, or leaning otherwise. */
export interface View {
  readonly lattice: Lattice;
  /** What the search finds in it, best first. */
  readonly candidates: readonly Candidate[];
}

/** A view's candidates behind these are never the best of all. */
const candidatesOfAView = 12;
/** Nats below a view's best candidate that it takes off another at most: no view can forbid a reading. */
const mostDoubt = 30;

/**
 * What several views of one word say together, best first: the candidates of each, judged by the mean of
 * what all views say of them, which is a product of experts.
 *
 * Hinton, "Training products of experts by minimizing contrastive divergence", 2002, section 1.
 */
export function fuseViews(views: readonly View[], likelihood: LikelihoodOfLetters): Candidate[] {
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
  const floors = views.map(
    ({ candidates }) => Math.max(...candidates.map(({ lattice }) => lattice)) - mostDoubt,
  );
  return Array.from(found.values(), ({ candidate: { letters, guide }, said }): Candidate => {
    const sum = views.reduce((total, { lattice }, view) => {
      // Its own search has weighed it already, but for paths that the beam lost.
      const own = said.at(view) ?? likelihood.of(lattice, letters);
      return total + Math.max(floors[view], own);
    }, 0);
    return { letters, lattice: sum / views.length, guide };
  }).sort((a, b) => scoreOf(b) - scoreOf(a));
}

interface Seen {
  readonly candidate: Candidate;
  /** What each view's own search says of it, where it found it. */
  readonly said: number[];
}
