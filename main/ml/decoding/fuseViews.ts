import { scoreOf, type Candidate } from './calibration.ts';
import type { Lattice } from './lattice.ts';
import type { LikelihoodOfLetters } from './likelihood.ts';

/** One view of a word: as it is, or leaning otherwise. */
export interface View {
  readonly lattice: Lattice;
  /** What the search finds in it, best first. */
  readonly candidates: readonly Candidate[];
}

/** A view's candidates behind these are never the best of all. */
const candidatesOfAView = 16;
/** Nats below a view's best candidate that it takes off another at most: no view can forbid a reading. */
const mostDoubt = 30;

/**
 * What several views of one word say together, best first: the candidates of each, judged by the mean of
 * what all views say of them, which is a product of experts.
 *
 * Hinton, "Training products of experts by minimizing contrastive divergence", 2002, section 1.
 */
export function fuseViews(views: readonly View[], likelihood: LikelihoodOfLetters): Candidate[] {
  const [only, ...others] = views;
  if (only === undefined) return [];
  if (others.length === 0) return [...only.candidates];
  const found = new Map<string, Candidate>();
  for (const { candidates } of views) {
    for (const candidate of candidates.slice(0, candidatesOfAView)) {
      found.set(candidate.letters.join(), candidate);
    }
  }
  const floors = views.map(
    ({ candidates }) => Math.max(...candidates.map(({ lattice }) => lattice)) - mostDoubt,
  );
  return Array.from(found.values(), ({ letters, guide }): Candidate => {
    const sum = views.reduce(
      (total, { lattice }, index) =>
        total + Math.max(floors[index] ?? -Infinity, likelihood.of(lattice, letters)),
      0,
    );
    return { letters, lattice: sum / views.length, guide };
  }).sort((a, b) => scoreOf(b) - scoreOf(a));
}
