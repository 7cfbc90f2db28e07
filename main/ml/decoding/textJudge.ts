import { z } from 'zod';
import { characters } from '../../../shared/text.ts';
import type { Alternative } from '../../../shared/contract/word.ts';
import { sigmoid } from '../detection/kernels.ts';
import { dot, type Candidate } from './calibration.ts';

/** How the features of a box are weighed (`textEvidence`), and from which sum on it holds no text. */
export const textJudgeSchema = z.object({
  weights: z.array(z.number()),
  /** Log odds. */
  limit: z.number(),
  /** The data that the weights were fitted on. */
  words: z.string(),
});
export type TextJudge = z.infer<typeof textJudgeSchema>;

/** A box that the detector took for a word. */
export interface JudgedBox {
  /** Best first, after the other words of the page were considered. */
  readonly alternatives: readonly Alternative[];
  /** The best one of the box alone; undefined if nothing was read. */
  readonly candidate: Candidate | undefined;
  /** The detector's probability, 0 to 1. */
  readonly score: number;
  /** Height of the writing in it, and the median of the page's boxes, in the same unit. */
  readonly height: number;
  readonly usualHeight: number;
  /** Boxes on its line, itself included. */
  readonly lineLength: number;
}

/** Keeps the logarithm of a probability finite. */
const least = 1e-3;

function logOdds(probability: number): number {
  return Math.log((probability + least) / (1 - probability + least));
}

/**
 * What speaks for and against text in a box: the recogniser's and the language model's doubt for each character, the doubt
 * between readings, how sure the detector is, how the box differs from the others of the page, and how it was read: drawings
 * are read as single characters that stand alone.
 *
 * @returns the features that the weights of a `TextJudge` belong to
 */
export function textEvidence(box: JudgedBox): number[] {
  const { alternatives, candidate, score, height, usualHeight, lineLength } = box;
  const text = alternatives[0]?.text ?? '';
  const length = characters(text).length;
  const known = alternatives.reduce((sum, { confidence }) => sum + confidence, 0);
  const steps = (candidate?.letters.length ?? 0) + 1;
  const size = Math.log(height / usualHeight);
  return [
    1,
    -(candidate?.lattice ?? 0) / steps,
    -(candidate?.guide ?? 0) / steps,
    Math.min(1, known),
    logOdds(score),
    size,
    Math.abs(size),
    Math.log(lineLength),
    length === 1 ? 1 : 0,
    length === 2 ? 1 : 0,
    /\p{L}/u.test(text) ? 1 : 0,
    /^\d+$/u.test(text) ? 1 : 0,
  ];
}

/** Whether a box holds no text but a drawing, an arrow or a stain: logistic regression. */
export function holdsNoText(box: JudgedBox, { weights, limit }: TextJudge): boolean {
  const evidence = textEvidence(box);
  return evidence.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0) > limit;
}

/**
 * Of the numbers of `rightEvidence`, fitted by `npm --prefix pretraining run right-words` (resources/language/HISTORY.md, "Boxes in
 * doubt").
 */
const rightWeights: readonly number[] = [-1.716, 0.72, -0.286];

/** Between these a doubt counts: a word without neighbours is no surer than one with distant ones. */
const [leastDoubt, mostDoubt] = [-6, 2.5];

/**
 * What tells whether a word is right, its box and its text: 1, how sure the recogniser is of what it sees, as log odds, and what speaks
 * against the box being one whole word.
 *
 * @param confidence of the best reading, 0 to 1
 * @param doubt `WordRegion.doubt`
 */
export function rightEvidence(confidence: number, doubt: number): readonly number[] {
  return [1, logOdds(confidence), Math.min(mostDoubt, Math.max(leastDoubt, doubt))];
}

/**
 * The probability that a found word is right, 0 to 1: its box holds neither a piece of a word nor several, and its best reading is what
 * stands there. A recogniser alone knows only how sure it is of what it sees. Logistic regression (Platt 1999).
 *
 * @param doubt undefined for a box of which no gap was judged: the reading alone counts
 */
export function rightProbability(
  confidence: number,
  doubt: number | undefined,
  weights = rightWeights,
): number {
  return doubt === undefined ? confidence : sigmoid(dot(rightEvidence(confidence, doubt), weights));
}
