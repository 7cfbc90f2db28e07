import { type Alphabet, blankClass } from '../../../shared/alphabet.ts';
import type { Alternative } from '../../../shared/contract/word.ts';
import {
  blankSymbol,
  type LetterStep,
  mostPackedBytes,
  packPosteriors,
  separatorSymbol,
  unpackPosteriors,
} from '../../../shared/prunedPosteriors.ts';
import { characters, foldText } from '../../../shared/text.ts';
import { WordLikelihood } from './wordLikelihood.ts';

/** The CTC posteriors of one word: what a recogniser gives, ready for decoding. */
export interface Posteriors {
  readonly steps: number;
  /** Characters and the blank, which is class 0. */
  readonly classes: number;
  /** Row-major [steps, classes]; each row is a log-softmax. */
  readonly logProbabilities: Float32Array;
}

/** A decoded reading. */
export interface Hypothesis {
  /** Classes of its characters, 1 to classes - 1. */
  readonly letters: readonly number[];
  /** Natural logarithm of the sum over all paths to these characters that the search kept. */
  readonly logProbability: number;
}

/** The memory layout of a batch of words: row-major [steps, batch, classes]. */
interface BatchShape {
  readonly batch: number;
  readonly classes: number;
}

/**
 * The posteriors of one word of a batch of logits.
 *
 * @param logits row-major [steps, batch, classes], not yet softmaxed
 * @param steps time steps of the word; the padding after them is left out
 */
export function posteriorsOf(
  logits: Float32Array,
  shape: BatchShape,
  word: number,
  steps: number,
): Posteriors {
  const posteriors = wordOf(logits, shape, word, steps);
  const { classes, logProbabilities } = posteriors;
  for (let step = 0; step < steps; step += 1) {
    takeLogSoftmax(logProbabilities.subarray(step * classes, (step + 1) * classes));
  }
  return posteriors;
}

/**
 * One word of a batch of log-probabilities.
 *
 * @param logProbabilities row-major [steps, batch, classes], log-softmaxed
 * @param steps as for `posteriorsOf`
 */
export function wordOf(
  logProbabilities: Float32Array,
  { batch, classes }: BatchShape,
  word: number,
  steps: number,
): Posteriors {
  const own = new Float32Array(steps * classes);
  for (let step = 0; step < steps; step += 1) {
    const from = (step * batch + word) * classes;
    own.set(logProbabilities.subarray(from, from + classes), step * classes);
  }
  return { steps, classes, logProbabilities: own };
}

/** In place. */
function takeLogSoftmax(row: Float32Array): void {
  let highest = -Infinity;
  for (const logit of row) highest = Math.max(highest, logit);
  let total = 0;
  for (const logit of row) total += Math.exp(logit - highest);
  const shift = highest + Math.log(total);
  for (let index = 0; index < row.length; index += 1) row[index] = row[index] - shift;
}

/** The log-probability of what cannot be, finite so that nothing becomes NaN. */
export const impossible = -100;

/** log(exp(a) + exp(b)) without overflow; -Infinity is probability 0. */
export function logAdd(a: number, b: number): number {
  if (a === -Infinity) return b;
  if (b === -Infinity) return a;
  return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b));
}

/** Symbols less probable at a step are left out. Set by hand, as those below. */
const leastSymbol = 0.004;
/** A step whose blank is at least this probable is a certain blank. */
const certainBlank = 0.98;
/** Two steps that give the same character at least this probability are merged. */
const certainLetter = 0.5;
/** A word whose alternatives leave less uncertainty is indexed without posteriors. */
export const leastUncertainty = 0.03;

/** The folded symbol of each class of an alphabet; a character that folds to several, such as "œ", stays itself. */
export function symbolsOf(alphabet: Alphabet): Int32Array {
  const symbols = alphabet.characters.map((letter) => {
    const folded = characters(foldText(letter));
    return codePoint(folded.length > 1 ? letter.toLowerCase() : (folded.at(0) ?? ''));
  });
  return Int32Array.from([blankSymbol, ...symbols]);
}

/**
 * The posteriors as the search index keeps them: folded, pruned, packed, in base64. Null if the alternatives leave no
 * uncertainty, or if the network is so uncertain that nearly every character stays.
 *
 * @param alternatives all alternatives of the decoder
 */
export function prunePosteriors(
  posteriors: Posteriors,
  symbols: Int32Array,
  alternatives: readonly Alternative[],
): string | null {
  const uncertainty = 1 - alternatives.reduce((sum, { confidence }) => sum + confidence, 0);
  if (uncertainty < leastUncertainty) return null;
  const steps = foldSteps(posteriors, symbols);
  const packed = packPosteriors(steps, { best: 0, uncertainty });
  const unweighed = packed.length > mostPackedBytes ? null : unpackPosteriors(packed);
  if (unweighed === null || steps.length === 0) return null;
  const words = new Set(alternatives.map(({ text }) => foldText(text)));
  const best = Math.max(...Array.from(words, (word) => new WordLikelihood(word).of(unweighed)));
  return Buffer.from(packPosteriors(steps, { best, uncertainty })).toString('base64');
}

/** Steps with folded characters; consecutive steps with the same content are merged. */
function foldSteps(posteriors: Posteriors, symbols: Int32Array): LetterStep[] {
  const kept: Map<number, number>[] = [];
  for (let step = 0; step < posteriors.steps; step += 1) {
    const found = foldStep(posteriors, step, symbols);
    const last = kept.at(-1);
    if (isCertainBlank(found)) {
      if (last !== undefined && !isCertainBlank(last)) kept.push(new Map([[blankSymbol, 1]]));
    } else if (last !== undefined && isSameLetter(last, found)) {
      for (const symbol of new Set([...last.keys(), ...found.keys()])) {
        last.set(symbol, Math.sqrt((last.get(symbol) ?? leastSymbol) * (found.get(symbol) ?? leastSymbol)));
      }
    } else {
      kept.push(found);
    }
  }
  if (kept.length > 1 && isCertainBlank(kept.at(-1) ?? new Map())) kept.pop();
  return kept.flatMap(spellOut).map(prune);
}

/** If a step's most probable character folds to several, such as "œ", gives a step for each of them. */
function spellOut(step: LetterStep): LetterStep[] {
  for (const [symbol, probability] of step) {
    if (probability <= certainLetter || symbol <= separatorSymbol) continue;
    const [first, ...others] = characters(foldText(String.fromCodePoint(symbol))).map(codePoint);
    if (others.length === 0) return [step];
    const begun = new Map(step);
    begun.delete(symbol);
    begun.set(first, (begun.get(first) ?? 0) + probability);
    // Other characters of the step have no second one; a blank separates equal characters.
    const goneOn = others.flatMap((letter): LetterStep[] => [
      new Map([[blankSymbol, 1]]),
      new Map([
        [letter, probability],
        [blankSymbol, 1 - probability],
      ]),
    ]);
    return [begun, ...goneOn];
  }
  return [step];
}

function codePoint(letter: string): number {
  return letter.codePointAt(0) ?? separatorSymbol;
}

function foldStep(
  { classes, logProbabilities }: Posteriors,
  step: number,
  symbols: Int32Array,
): Map<number, number> {
  const found = new Map<number, number>();
  for (let index = blankClass; index < classes; index += 1) {
    const probability = Math.exp(logProbabilities[step * classes + index]);
    // Several classes fold to one symbol: together they may reach the limit.
    if (probability < leastSymbol / 8) continue;
    const symbol = symbols[index];
    found.set(symbol, (found.get(symbol) ?? 0) + probability);
  }
  return found;
}

function isCertainBlank(step: LetterStep): boolean {
  return (step.get(blankSymbol) ?? 0) >= certainBlank;
}

function isSameLetter(a: LetterStep, b: LetterStep): boolean {
  for (const [symbol, probability] of a) {
    if (probability > certainLetter && symbol > separatorSymbol) return (b.get(symbol) ?? 0) > certainLetter;
  }
  return false;
}

function prune(step: LetterStep): LetterStep {
  return new Map([...step].filter(([, probability]) => probability >= leastSymbol));
}
