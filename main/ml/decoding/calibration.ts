import { z } from 'zod';

/** A possible reading. */
export interface Candidate {
  readonly letters: readonly number[];
  /** Natural logarithm of its likelihood by the network. */
  readonly lattice: number;
  /** Weighted natural logarithm of its probability by the language model. */
  readonly guide: number;
  /** Weighted natural logarithm of its likelihood by a second reader; absent where none was asked (`secondOpinion.ts`). */
  readonly opinion?: number;
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
  /** Its factor of the best candidate's negative log-likelihood by a second reader, per character. */
  opinion: z.number().optional(),
});
export type Calibration = z.infer<typeof calibrationSchema>;

/** In the order of their features. */
export const parameters = ['sharpness', 'bias', 'lattice', 'guide', 'length', 'opinion'] as const;

/**
 * The probability that each candidate is right: 0 to 1, their sum less than 1.
 *
 * @param candidates best first
 */
export function confidencesOf(candidates: readonly Candidate[], calibration: Calibration): number[] {
  const weights = parameters.map((name) => calibration[name] ?? 0);
  return softmax(featuresOf(candidates).map((features) => dot(features, weights))).slice(0, -1);
}

/** A row for each candidate and one for "no candidate is right", in the order of `parameters`. */
export function featuresOf(candidates: readonly Candidate[]): number[][] {
  const best = candidates.at(0);
  if (best === undefined) return [[0, 1, 0, 0, 0, 0]];
  const rows = candidates.map((candidate) => [scoreOf(candidate) - scoreOf(best), 0, 0, 0, 0, 0]);
  const length = best.letters.length + 1;
  const ofBest = [best.lattice, best.guide].map((log) => -log / length);
  return [...rows, [0, 1, ...ofBest, Math.log(length), -(best.opinion ?? 0) / length]];
}

/** Natural logarithm: what all that was asked says of a reading. */
export function scoreOf({ lattice, guide, opinion = 0 }: Candidate): number {
  return lattice + guide + opinion;
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
