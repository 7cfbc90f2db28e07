import { z } from 'zod';
import type { WordLikelihood } from '../../shared/latticeLikelihood.ts';
import type { LetterLattice } from '../../shared/letterLattice.ts';
import { readResource } from './resources.ts';

/** What a lattice says of a word that is none of its alternatives, made a probability of. */
export const beliefSchema = z.object({
  format: z.literal('inkdex belief 1'),
  /** As `beliefFeatures` has them. */
  weights: z.array(z.number()).length(6),
  fitted: z.object({ words: z.string(), recogniser: z.string() }),
});

/** Lattices differ more than this from a word for other reasons than that they are another. */
const mostBelow = 15;

/**
 * Features of a lattice and a word, for a logistic function: how far the word stands below the likeliest
 * alternative, at all and a letter; the doubt that the alternatives leave; letters; how well the
 * alternative fits.
 */
export function beliefFeatures(lattice: LetterLattice, likelihood: WordLikelihood): number[] {
  const below = Math.min(mostBelow, Math.max(0, lattice.best - likelihood.of(lattice)));
  const { length } = likelihood;
  return [1, below, below / length, Math.log(lattice.doubt + 1e-3), Math.log(length), lattice.best / length];
}

/** How probably a doubtful word is the given one although no alternative says so. */
export function beliefIn(lattice: LetterLattice, likelihood: WordLikelihood): number {
  weights ??= readResource('belief.json', beliefSchema).weights;
  const sum = beliefFeatures(lattice, likelihood).reduce(
    (total, feature, index) => total + feature * (weights?.[index] ?? 0),
    0,
  );
  // What the alternatives leave is all that there is to share out.
  return Math.min(lattice.doubt, 1 / (1 + Math.exp(-sum)));
}

let weights: readonly number[] | undefined;
