/** A word of a text as it might be read. */
export interface UncertainWord {
  /** Best first. */
  readonly texts: readonly string[];
  /** How probably each is right; in sum less than 1, as it may be none of them. */
  readonly confidences: readonly number[];
}

/**
 * The same word after something was told of its readings; nothing is told of what is none of them.
 *
 * @param gains of each reading, nats
 */
export function told({ texts, confidences }: UncertainWord, gains: readonly number[]): UncertainWord {
  const others = 1 - confidences.reduce((sum, confidence) => sum + confidence, 0);
  const weights = confidences.map((confidence, index) => confidence * Math.exp(gains[index] ?? 0));
  const total = weights.reduce((sum, weight) => sum + weight, Math.max(1e-6, others));
  return { texts, confidences: weights.map((weight) => weight / total) };
}
