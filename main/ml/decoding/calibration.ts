import { z } from 'zod';

/** A possible reading. */
export interface Candidate {
  readonly letters: readonly number[];
  /** Natural logarithm of its likelihood by the network. */
  readonly lattice: number;
  /** Weighted natural logarithm of its probability by the language model. */
  readonly guide: number;
  /** Whether `lattice` is the mean of two networks (`secondOpinion.ts`). */
  readonly isHeard?: true;
}

/**
 * Turns scores into probabilities. Either one candidate is right or none: a candidate has the weight
 * e^(sharpness * score), "no candidate is right" the weight of the best one times e^(bias and features).
 */
export const calibrationSchema = z.object({
  /** Factor of the difference of two scores. */
  sharpness: z.number(),
  /** Constant of "no candidate is right". */
  bias: z.number(),
  /** Its factor of the best candidate's negative log-likelihood by the network, per character. */
  lattice: z.number(),
  /** The same by the language model. */
  guide: z.number(),
  /** Its factor of log(characters of the best candidate + 1). */
  length: z.number(),
});
export type Calibration = z.infer<typeof calibrationSchema>;

/** In the order of their features. */
export const parameters = ['sharpness', 'bias', 'lattice', 'guide', 'length'] as const;

/**
 * The probability that each candidate is right: 0 to 1, their sum less than 1.
 *
 * @param candidates best first
 */
export function confidencesOf(candidates: readonly Candidate[], calibration: Calibration): number[] {
  const weights = parameters.map((name) => calibration[name]);
  return softmax(featuresOf(candidates).map((features) => dot(features, weights))).slice(0, -1);
}

/** A row for each candidate and one for "no candidate is right", in the order of `parameters`. */
export function featuresOf(candidates: readonly Candidate[]): number[][] {
  const best = candidates.at(0);
  if (best === undefined) return [[0, 1, 0, 0, 0]];
  const rows = candidates.map((candidate) => [scoreOf(candidate) - scoreOf(best), 0, 0, 0, 0]);
  const length = best.letters.length + 1;
  return [...rows, [0, 1, -best.lattice / length, -best.guide / length, Math.log(length)]];
}

export function scoreOf({ lattice, guide }: Candidate): number {
  return lattice + guide;
}

export function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Scalar product of two rows of the same length. */
export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index], 0);
}
