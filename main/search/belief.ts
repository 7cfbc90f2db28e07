import { z } from 'zod';
import type { WordLikelihood } from '../../shared/latticeLikelihood.ts';
import type { LetterLattice } from '../../shared/letterLattice.ts';
import { readResource } from './resources.ts';

/** Converts the likelihood of a word under a lattice to a probability, for words that are not among the alternatives. */
export const beliefSchema = z.object({
  format: z.literal('inkdex belief 1'),
  /** As `beliefFeatures` has them. */
  weights: z.array(z.number()).length(6),
  fitted: z.object({ words: z.string(), recogniser: z.string() }),
});

/** Upper limit of a feature: larger differences have other reasons than a different word. */
const mostBelow = 15;

/**
 * Features of a lattice and a word, for a logistic function: how much less likely the word is than the best
 * alternative, in total and per letter; the probability that the alternatives leave; the number of letters; how well
 * the best alternative fits.
 */
export function beliefFeatures(lattice: LetterLattice, likelihood: WordLikelihood): number[] {
  const below = Math.min(mostBelow, Math.max(0, lattice.best - likelihood.of(lattice)));
  const { length } = likelihood;
  return [1, below, below / length, Math.log(lattice.doubt + 1e-3), Math.log(length), lattice.best / length];
}

/** The probability that an uncertain word is the given one although it is not among the alternatives. */
export function beliefIn(lattice: LetterLattice, likelihood: WordLikelihood): number {
  weights ??= readResource('belief.json', beliefSchema).weights;
  const sum = beliefFeatures(lattice, likelihood).reduce(
    (total, feature, index) => total + feature * (weights?.[index] ?? 0),
    0,
  );
  // At most the probability that the alternatives leave.
  return Math.min(lattice.doubt, 1 / (1 + Math.exp(-sum)));
}

let weights: readonly number[] | undefined;
