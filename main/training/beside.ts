/**
 * What teaches beside a person's corrections: words of the same hand that no one has confirmed, but that the
 * model in use, with decoder and language, is sure of.
 */
export const beside = {
  /** A word counts as surely read from this confidence on. */
  leastConfidence: 0.9,
  /** Photos beside the corrected ones that are cut for it: more would take longer than the training. */
  photos: 16,
} as const;
