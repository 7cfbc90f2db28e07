/** How sure the reader was of one reading, and whether it was right. */
export interface Judgement {
  /** 0 to 1. */
  readonly confidence: number;
  readonly isRight: boolean;
}

/** Judgements of like confidence. */
export interface CalibrationBin {
  readonly count: number;
  /** Mean over the bin. */
  readonly confidence: number;
  /** Share of right ones. */
  readonly accuracy: number;
}

export const calibrationBins = 10;

/** Judgements by confidence in bins of as many each, the least sure first. */
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
 * Expected calibration error: by how much confidence and share of right ones differ, over bins of as
 * many judgements each. 0 is perfect.
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
