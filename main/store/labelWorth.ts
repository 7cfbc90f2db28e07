import type { Alternative } from '../../shared/contract/word.ts';
import { characters } from '../../shared/text.ts';

interface Reading {
  readonly text: string;
  /** 0 to 1. */
  readonly confidence: number;
  readonly alternatives: readonly Alternative[];
}

/**
 * The probability that a box holds one whole word, rather than an arrow, a circled digit or a piece of a word: 0 to 1.
 * Logistic regression on 1,900 words of photos by other people, with the box of a true word as the answer (BENCHMARKS).
 */
export function wordProbability({ text, confidence, alternatives }: Reading): number {
  const known = alternatives.reduce((sum, alternative) => sum + alternative.confidence, 0);
  const length = characters(text).length;
  const short = length <= 1 ? 1.55 : length === 2 ? 0.99 : 0;
  return 1 / (1 + Math.exp(-(2.31 + 1.18 * Math.log(confidence + 0.01) + 1.26 * Math.min(1, known) - short)));
}

/**
 * How much a label of a word is expected to teach, 0 to 1: the probability that it is a word, and that its text is wrong
 * (expected error reduction; Settles, "Active learning literature survey", 2009). The label of a drawing teaches a reader
 * of words nothing, however uncertain its reading is.
 */
export function labelWorth(reading: Reading): number {
  return wordProbability(reading) * (1 - reading.confidence);
}
