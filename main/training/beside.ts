/**
 * Pseudo-labels that are trained together with a person's corrections: words of the same writer that nobody
 * confirmed, but that the current model, with decoder and language model, reads with high confidence.
 */
export const beside = {
  /** Least confidence of a pseudo-label. */
  leastConfidence: 0.9,
  /** Uncorrected photos to take pseudo-labels from. More would take longer than the training. */
  photos: 16,
} as const;
