import {
  calibrationSchema,
  dot,
  featuresOf,
  parameters,
  softmax,
  type Calibration,
  type Candidate,
} from '../../main/ml/decoding/calibration.ts';

/** A training sample: candidates, best first, and the index of the right one; -1 if no candidate is right. */
export interface CalibrationSample {
  readonly candidates: readonly Candidate[];
  readonly right: number;
}

const newtonSteps = 30;
/** In nats over all samples: a step with a smaller gain is the last. */
const leastClimb = 1e-3;
/** Keeps parameters that the samples do not determine near 0. */
const usualRidge = 1e-3;

/**
 * The calibration with the maximum likelihood: conditional logit, by Newton's method with steps that are halved
 * until the likelihood rises.
 *
 * McFadden, "Conditional logit analysis of qualitative choice behavior", 1974; Platt, "Probabilistic
 * outputs for support vector machines", 1999.
 */
export function fitCalibration(samples: readonly CalibrationSample[]): Calibration {
  const prepared = samples.map(({ candidates, right }): Choice => {
    const rows = featuresOf(candidates);
    return { rows, right: right === -1 ? rows.length - 1 : right };
  });
  const weights = fitChoices(prepared, parameters.length);
  return calibrationSchema.parse(Object.fromEntries(parameters.map((name, index) => [name, weights[index]])));
}

/**
 * The weights with the maximum likelihood: conditional logit.
 *
 * @param count number of features
 * @param ridge strength of the prior by which weights are near zero
 */
export function fitChoices(
  prepared: readonly Choice[],
  count: number,
  ridge = usualRidge,
): readonly number[] {
  let weights: readonly number[] = Array.from({ length: count }, () => 0);
  let likelihood = logLikelihood(prepared, weights, ridge);
  for (let round = 0; round < newtonSteps; round += 1) {
    const step = newtonStep(prepared, weights, ridge);
    const before = likelihood;
    for (let share = 1; share > 1e-4; share /= 2) {
      const next = weights.map((weight, index) => weight + share * step[index]);
      const reached = logLikelihood(prepared, next, ridge);
      if (reached <= likelihood) continue;
      weights = next;
      likelihood = reached;
      break;
    }
    if (likelihood - before < leastClimb) break;
  }
  return weights;
}

/** Features of each possibility, and the one that is right. */
export interface Choice {
  readonly rows: readonly (readonly number[])[];
  readonly right: number;
}

function logLikelihood(choices: readonly Choice[], weights: readonly number[], ridge: number): number {
  const prior = -0.5 * ridge * dot(weights, weights);
  return choices.reduce((sum, { rows, right }) => {
    const share = softmax(rows.map((row) => dot(row, weights)))[right];
    return sum + Math.log(Math.max(share, Number.MIN_VALUE));
  }, prior);
}

function newtonStep(choices: readonly Choice[], weights: readonly number[], ridge: number): number[] {
  const gradient = weights.map((weight) => -ridge * weight);
  const curvature = weights.map((_, row) => weights.map((__, column) => (row === column ? ridge : 0)));
  for (const { rows, right } of choices) {
    const shares = softmax(rows.map((row) => dot(row, weights)));
    const mean = weights.map((_, index) =>
      rows.reduce((sum, row, choice) => sum + shares[choice] * row[index], 0),
    );
    for (const [choice, row] of rows.entries()) {
      const apart = row.map((value, index) => value - mean[index]);
      if (choice === right) addTo(gradient, apart, 1);
      for (const [index, line] of curvature.entries()) {
        addTo(line, apart, shares[choice] * apart[index]);
      }
    }
  }
  return solve(curvature, gradient);
}

function addTo(target: number[], values: readonly number[], factor: number): void {
  for (const [index, value] of values.entries()) target[index] = target[index] + factor * value;
}

/** The confidence of one reading, and whether it was right. */
export interface Judgement {
  /** 0 to 1. */
  readonly confidence: number;
  readonly isRight: boolean;
}

/** Judgements of similar confidence. */
export interface CalibrationBin {
  readonly count: number;
  /** Mean over the bin. */
  readonly confidence: number;
  /** Fraction of right ones. */
  readonly accuracy: number;
}

export const calibrationBins = 10;

/** Judgements in bins of equal size, by ascending confidence. */
export function binByConfidence(judgements: readonly Judgement[], bins = calibrationBins): CalibrationBin[] {
  const sorted = judgements.toSorted((a, b) => a.confidence - b.confidence);
  return Array.from({ length: bins }, (_, bin) => {
    const from = Math.floor((bin * sorted.length) / bins);
    const part = sorted.slice(from, Math.floor(((bin + 1) * sorted.length) / bins));
    const confidence = part.reduce((sum, judgement) => sum + judgement.confidence, 0) / part.length;
    const accuracy = part.filter(({ isRight }) => isRight).length / part.length;
    return { count: part.length, confidence, accuracy };
  }).filter(({ count }) => count > 0);
}

/**
 * Expected calibration error: the mean difference of confidence and accuracy over bins of equal size. 0 is perfect.
 *
 * Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", 2015;
 * equal-mass bins as Nguyen and O'Connor, "Posterior calibration and exploratory analysis for natural
 * language processing models", 2015.
 */
export function expectedCalibrationError(judgements: readonly Judgement[]): number {
  const apart = binByConfidence(judgements).reduce(
    (sum, { count, confidence, accuracy }) => sum + count * Math.abs(confidence - accuracy),
    0,
  );
  return apart / judgements.length;
}

/** Solves a symmetric positive definite system by Gaussian elimination, which needs no pivots there. */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, index) => [...row, right[index]]);
  for (const [pivot, top] of rows.entries()) {
    const diagonal = top[pivot];
    for (const [index, row] of rows.entries()) {
      if (index === pivot) continue;
      const factor = row[pivot] / diagonal;
      for (let column = pivot; column < row.length; column += 1) {
        row[column] -= factor * top[column];
      }
    }
  }
  return rows.map((row, index) => row[rows.length] / row[index]);
}
