import { type Alphabet, blankClass } from '../../../shared/alphabet.ts';
import type { Alternative } from '../../../shared/contract/word.ts';
import {
  WordLikelihood,
  blankSymbol,
  type LetterStep,
  mostPackedBytes,
  packLattice,
  separatorSymbol,
  unpackLattice,
} from '../../../shared/letterLattice.ts';
import { characters, foldText } from '../../../shared/text.ts';

/** What a recogniser says of one word, ready for decoding. */
export interface Lattice {
  readonly steps: number;
  /** Letters and the blank, which is class 0. */
  readonly classes: number;
  /** Row-major [steps, classes]; each row is a log-softmax. */
  readonly logProbabilities: Float32Array;
}

/** A reading of a lattice. */
export interface Hypothesis {
  /** Letters, 1 to classes - 1. */
  readonly letters: readonly number[];
  /** Natural logarithm; of all paths that give these letters, as far as the search kept them. */
  readonly logProbability: number;
}

/** How a batch of words lies in memory: row-major [steps, batch, classes]. */
interface BatchShape {
  readonly batch: number;
  readonly classes: number;
}

/**
 * One word of a batch of logits, as a lattice.
 *
 * @param logits row-major [steps, batch, classes], not yet softmaxed
 * @param steps how many of the batch's time steps hold the word: the padding after them is left out
 */
export function latticeOf(logits: Float32Array, shape: BatchShape, word: number, steps: number): Lattice {
  const lattice = wordOf(logits, shape, word, steps);
  const { classes, logProbabilities } = lattice;
  for (let step = 0; step < steps; step += 1) {
    takeLogSoftmax(logProbabilities.subarray(step * classes, (step + 1) * classes));
  }
  return lattice;
}

/**
 * One word of a batch that is softmaxed already.
 *
 * @param logProbabilities row-major [steps, batch, classes], log-softmaxed
 * @param steps as for `latticeOf`
 */
export function wordOf(
  logProbabilities: Float32Array,
  { batch, classes }: BatchShape,
  word: number,
  steps: number,
): Lattice {
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

/** log(exp(a) + exp(b)) without overflow; -Infinity stands for probability 0. */
export function logAdd(a: number, b: number): number {
  if (a === -Infinity) return b;
  if (b === -Infinity) return a;
  return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b));
}

/** Symbols less probable at a step are left out. */
const leastSymbol = 0.004;
/** From this probability on a step is taken for sure. */
const sureBlank = 0.98;
/** Two steps that see the same letter so surely are one look at it. */
const sureLetter = 0.5;
/** A word whose alternatives leave less doubt needs no lattice. */
export const leastDoubt = 0.03;

/** Symbols of an alphabet's classes, as search folds them; of a letter that folds to several, itself. */
export function symbolsOf(alphabet: Alphabet): Int32Array {
  const symbols = alphabet.characters.map((letter) => {
    const folded = characters(foldText(letter));
    return codePoint(folded.length > 1 ? letter.toLowerCase() : (folded.at(0) ?? ''));
  });
  return Int32Array.from([blankSymbol, ...symbols]);
}

/**
 * A lattice as the search index keeps it: folded, pruned, packed, in base64. Null for a word that its
 * alternatives leave no doubt of, and for one of which the network sees so little that the lattice says everything.
 *
 * @param alternatives all that the decoder gives
 */
export function foldLattice(
  lattice: Lattice,
  symbols: Int32Array,
  alternatives: readonly Alternative[],
): string | null {
  const doubt = 1 - alternatives.reduce((sum, { confidence }) => sum + confidence, 0);
  if (doubt < leastDoubt) return null;
  const steps = foldSteps(lattice, symbols);
  const packed = packLattice(steps, { best: 0, doubt });
  const unweighed = packed.length > mostPackedBytes ? null : unpackLattice(packed);
  if (unweighed === null || steps.length === 0) return null;
  const words = new Set(alternatives.map(({ text }) => foldText(text)));
  const best = Math.max(...Array.from(words, (word) => new WordLikelihood(word).of(unweighed)));
  return Buffer.from(packLattice(steps, { best, doubt })).toString('base64');
}

/** Steps with their letters folded; of steps that say the same in a row, one. */
function foldSteps(lattice: Lattice, symbols: Int32Array): LetterStep[] {
  const kept: Map<number, number>[] = [];
  for (let step = 0; step < lattice.steps; step += 1) {
    const found = foldStep(lattice, step, symbols);
    const last = kept.at(-1);
    if (isSureBlank(found)) {
      if (last !== undefined && !isSureBlank(last)) kept.push(new Map([[blankSymbol, 1]]));
    } else if (last !== undefined && isSameLetter(last, found)) {
      for (const symbol of new Set([...last.keys(), ...found.keys()])) {
        last.set(symbol, Math.sqrt((last.get(symbol) ?? leastSymbol) * (found.get(symbol) ?? leastSymbol)));
      }
    } else {
      kept.push(found);
    }
  }
  if (kept.length > 1 && isSureBlank(kept.at(-1) ?? new Map())) kept.pop();
  return kept.flatMap(spellOut).map(prune);
}

/** A step that most likely is a letter which folds to several, such as "œ", as a step for each of them. */
function spellOut(step: LetterStep): LetterStep[] {
  for (const [symbol, probability] of step) {
    if (probability <= sureLetter || symbol <= separatorSymbol) continue;
    const [first, ...others] = characters(foldText(String.fromCodePoint(symbol))).map(codePoint);
    if (others.length === 0) return [step];
    const begun = new Map(step);
    begun.delete(symbol);
    begun.set(first, (begun.get(first) ?? 0) + probability);
    // What is another letter has no second one; and a blank tells equal letters apart.
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
  { classes, logProbabilities }: Lattice,
  step: number,
  symbols: Int32Array,
): Map<number, number> {
  const found = new Map<number, number>();
  for (let index = blankClass; index < classes; index += 1) {
    const probability = Math.exp(logProbabilities[step * classes + index]);
    // A letter's forms may add up to what none of them reaches alone.
    if (probability < leastSymbol / 8) continue;
    const symbol = symbols[index];
    found.set(symbol, (found.get(symbol) ?? 0) + probability);
  }
  return found;
}

function isSureBlank(step: LetterStep): boolean {
  return (step.get(blankSymbol) ?? 0) >= sureBlank;
}

function isSameLetter(a: LetterStep, b: LetterStep): boolean {
  for (const [symbol, probability] of a) {
    if (probability > sureLetter && symbol > separatorSymbol) return (b.get(symbol) ?? 0) > sureLetter;
  }
  return false;
}

function prune(step: LetterStep): LetterStep {
  return new Map([...step].filter(([, probability]) => probability >= leastSymbol));
}
