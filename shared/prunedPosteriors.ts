import { z } from 'zod';
import { characters } from './text.ts';

/** The most bytes of packed posteriors; words need less than a tenth. */
export const mostPackedBytes = 15_000;

/**
 * Pruned CTC posteriors of a word, over folded characters (`foldText`): enough to compute the likelihood of any word later.
 * Sent and stored in the history as base64.
 */
export const packedPosteriorsSchema = z
  .base64()
  .min(8)
  .max((mostPackedBytes / 3) * 4);

/** Symbols are code points of folded characters, and these two: the blank, and a separator between letters. */
export const blankSymbol = 0;
export const separatorSymbol = 1;

/** The symbols of each time step with their probabilities, 0 to 1. Missing symbols are negligible. */
export type LetterStep = ReadonlyMap<number, number>;

export interface PrunedPosteriors {
  /** Index of each step's first symbol, followed by the number of all symbols. */
  readonly starts: Uint16Array;
  readonly symbols: Int32Array;
  readonly probabilities: Float32Array;
  /** Log likelihood of the best alternative, in nats. */
  readonly best: number;
  /** The probability that no alternative is correct, 0 to 1. */
  readonly uncertainty: number;
}

const format = 1;
/** Bytes before the first step: format, best, uncertainty. */
const headerBytes = 3;
/** Probabilities are stored as logarithms, in this many parts of a nat. */
const partsOfNat = 16;
const bestParts = 6;
const probabilityOfByte = Float32Array.from({ length: 256 }, (_, byte) => Math.exp(-byte / partsOfNat));
/** Smaller symbols take one byte; others take this byte and three bytes of code point. */
const firstLongSymbol = 128;

/** Packs steps and header; 2 bytes for most symbols, 1 for a step. */
export function packPosteriors(
  steps: readonly LetterStep[],
  { best, uncertainty }: Pick<PrunedPosteriors, 'best' | 'uncertainty'>,
): Uint8Array {
  const bytes = [format, byteOf(-best * bestParts), byteOf(uncertainty * 255)];
  for (const step of steps) {
    // A step that is sure of the blank needs no symbols.
    const isBlank = step.size === 1 && step.has(blankSymbol);
    const symbols = isBlank ? [] : [...step].sort(([a], [b]) => a - b);
    bytes.push(symbols.length);
    for (const [symbol, probability] of symbols) {
      if (symbol < firstLongSymbol) bytes.push(symbol);
      else bytes.push(firstLongSymbol, symbol & 0xff, (symbol >> 8) & 0xff, symbol >> 16);
      bytes.push(byteOf(-Math.log(probability) * partsOfNat));
    }
  }
  return Uint8Array.from(bytes);
}

/** Null for an unknown format. The word is then found by its alternatives alone. */
export function unpackPosteriors(bytes: Uint8Array): PrunedPosteriors | null {
  if (bytes[0] !== format || bytes.length < headerBytes) return null;
  // A step takes a byte at least, a symbol two, or none where a step is sure of the blank.
  const most = bytes.length - headerBytes;
  const starts = new Uint16Array(most + 1);
  const symbols = new Int32Array(most);
  const probabilities = new Float32Array(most);
  let [steps, filled, at] = [0, 0, headerBytes];
  const next = (): number => {
    const byte = bytes[at] ?? 0;
    at += 1;
    return byte;
  };
  while (at < bytes.length) {
    starts[steps] = filled;
    steps += 1;
    const count = next();
    if (count === 0) {
      symbols[filled] = blankSymbol;
      probabilities[filled] = 1;
      filled += 1;
    }
    for (let index = 0; index < count && at < bytes.length; index += 1) {
      const short = next();
      symbols[filled] = short < firstLongSymbol ? short : next() | (next() << 8) | (next() << 16);
      probabilities[filled] = probabilityOfByte[next()] ?? 0;
      filled += 1;
    }
  }
  starts[steps] = filled;
  if (at !== bytes.length) return null;
  return {
    starts: starts.subarray(0, steps + 1),
    symbols: symbols.subarray(0, filled),
    probabilities: probabilities.subarray(0, filled),
    best: -(bytes[1] ?? 0) / bestParts,
    uncertainty: (bytes[2] ?? 0) / 255,
  };
}

function byteOf(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

/** Probability of a pruned symbol, so that no word is impossible. */
const floor = 5e-4;

/**
 * The likelihood of one word under CTC posteriors: the sum over all paths that spell it, by the forward recursion of CTC (Graves
 * et al., 2006, section 4.1). Separators count as blanks.
 */
export class WordLikelihood {
  readonly length: number;
  /** Index of each character of the word among its distinct characters. */
  readonly #letters: Uint8Array;
  readonly #places = new Map<number, number>();
  /** Probability of each distinct character at the current step. */
  readonly #step: Float64Array;
  /** Forward probabilities of the states: blank, character, blank ... blank. */
  readonly #states: Float64Array;

  /** @param word folded */
  constructor(word: string) {
    const symbols = characters(word).map((letter) => letter.codePointAt(0) ?? blankSymbol);
    for (const symbol of symbols) {
      if (!this.#places.has(symbol)) this.#places.set(symbol, this.#places.size);
    }
    this.length = symbols.length;
    this.#letters = Uint8Array.from(symbols, (symbol) => this.#places.get(symbol) ?? 0);
    this.#step = new Float64Array(this.#places.size);
    this.#states = new Float64Array(2 * symbols.length + 1);
  }

  /** @returns natural logarithm, at most about 0 */
  of(posteriors: PrunedPosteriors): number {
    const states = this.#states;
    const last = states.length - 1;
    const steps = posteriors.starts.length - 1;
    states.fill(0);
    states[0] = 1;
    let logScale = 0;
    for (let step = 0; step < steps; step += 1) {
      const blank = this.#enter(posteriors, step);
      const sum = this.#advance(blank, Math.min(last, 2 * step + 1));
      if (!(sum > 0)) return -Infinity;
      logScale += Math.log(sum);
      for (let state = 0; state <= last; state += 1) states[state] = (states[state] ?? 0) / sum;
    }
    const ended = (states[last] ?? 0) + (last > 0 ? (states[last - 1] ?? 0) : 0);
    return ended > 0 ? logScale + Math.log(ended) : -Infinity;
  }

  /** Reads the step's probabilities of the word's characters. Returns that of the blank. */
  #enter({ starts, symbols, probabilities }: PrunedPosteriors, step: number): number {
    this.#step.fill(floor);
    let blank = floor;
    const end = starts[step + 1] ?? 0;
    for (let index = starts[step] ?? 0; index < end; index += 1) {
      const symbol = symbols[index] ?? blankSymbol;
      const probability = probabilities[index] ?? 0;
      if (symbol === blankSymbol || symbol === separatorSymbol) blank += probability;
      else {
        const place = this.#places.get(symbol);
        if (place !== undefined) this.#step[place] = probability + floor;
      }
    }
    return blank;
  }

  /** Advances one step, from the last state to the first, so that each state reads the previous values of those before it. */
  #advance(blank: number, furthest: number): number {
    const states = this.#states;
    let sum = 0;
    for (let state = furthest; state >= 0; state -= 1) {
      let value = states[state] ?? 0;
      if (state > 0) value += states[state - 1] ?? 0;
      if (state % 2 === 0) value *= blank;
      else {
        const letter = this.#letters[(state - 1) / 2] ?? 0;
        if (state > 1 && letter !== this.#letters[(state - 3) / 2]) value += states[state - 2] ?? 0;
        value *= this.#step[letter] ?? 0;
      }
      states[state] = value;
      sum += value;
    }
    return sum;
  }
}
