import { z } from 'zod';

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
