import { z } from 'zod';
import { blankClass } from '../../../shared/alphabet.ts';
import { unpackLanguageFile } from './languageFile.ts';

/** The symbol before the first character of a word and after the last one. No character has it. */
export const wordBoundary = blankClass;

/** Natural logarithm of the probability of a character that the model does not know. */
const logUnseen = -20;

/** The empty n-gram: the root of the trie. */
const root = 0;

/**
 * A back-off n-gram model of characters, as a trie of its n-grams: the probability of the next character after the
 * last few. A state is the longest context that the model knows; `root` is the empty context.
 *
 * Katz, "Estimation of probabilities from sparse data for the language model component of a speech recognizer",
 * 1987; the probabilities are Witten and Bell's (see `countNgrams.ts`).
 */
export class CharacterNgrams {
  /** The state before a word. */
  readonly start: number;

  readonly #symbols: Uint8Array;
  readonly #firstChild: Int32Array;
  readonly #logProbabilities: Float32Array;
  readonly #logBackoffs: Float32Array;
  /** For each n-gram, the n-gram without its first character. */
  readonly #suffixes: Int32Array;
  /** Children of the root by symbol, the most frequent look-up. */
  readonly #unigrams: Int32Array;
  /** The first node of each level; the root is level 0. Nodes are stored level by level. */
  readonly #levels: readonly number[];

  constructor({ order, symbols, childCounts, logProbabilities, logBackoffs }: LetterModelContent) {
    this.#symbols = symbols;
    this.#logProbabilities = logProbabilities;
    this.#logBackoffs = logBackoffs;
    this.#firstChild = firstChildren(childCounts);
    this.#unigrams = new Int32Array(256).fill(-1);
    for (let child = 1; child < this.#firstChild[1]; child += 1) this.#unigrams[symbols[child]] = child;
    this.#suffixes = this.#linkSuffixes();
    this.#levels = firstNodes(this.#firstChild, order);
    this.start = Math.max(root, this.#unigrams[wordBoundary]);
  }

  /**
   * The longest known n-gram that ends with a context and one more character; the root for an unknown character.
   *
   * @param symbol the class of a character, or `wordBoundary` for the end of the word
   */
  find(state: number, symbol: number): number {
    for (let context = state; context !== root; context = this.#suffixes[context]) {
      const child = this.#child(context, symbol);
      if (child !== -1) return child;
    }
    return Math.max(root, this.#unigrams[symbol]);
  }

  /**
   * The state after an n-gram that `find` returned: an n-gram of the full order cannot be the context of a longer
   * one.
   */
  next(ngram: number): number {
    return ngram < this.#levels[this.#levels.length - 1] ? ngram : this.#suffixes[ngram];
  }

  /** Natural logarithm of the probability of the last character of an n-gram that `find` returned for a state. */
  logProbability(state: number, ngram: number): number {
    // The contexts without this character are those as long as the n-gram or longer.
    const shortest = ngram === root ? 1 : this.#levelOf(ngram);
    let logBackoff = 0;
    for (let context = state; context >= shortest; context = this.#suffixes[context]) {
      logBackoff += this.#logBackoffs[context];
    }
    return logBackoff + (ngram === root ? logUnseen : this.#logProbabilities[ngram]);
  }

  /** The first node of the level of a node. */
  #levelOf(node: number): number {
    let level = this.#levels.length - 1;
    while (this.#levels[level] > node) level -= 1;
    return this.#levels[level];
  }

  #child(context: number, symbol: number): number {
    if (context === root) return this.#unigrams[symbol];
    let low = this.#firstChild[context];
    let high = this.#firstChild[context + 1] - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#symbols[middle];
      if (found === symbol) return middle;
      if (found < symbol) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Parents come before children. */
  #linkSuffixes(): Int32Array {
    const count = this.#symbols.length;
    const suffixes = new Int32Array(count);
    for (let node = 1; node < count; node += 1) {
      for (let child = this.#firstChild[node]; child < this.#firstChild[node + 1]; child += 1) {
        suffixes[child] = Math.max(root, this.#child(suffixes[node], this.#symbols[child]));
      }
    }
    return suffixes;
  }
}

/** The children of node n are firstChild[n] to firstChild[n + 1] - 1. */
function firstChildren(childCounts: Uint8Array): Int32Array {
  const first = new Int32Array(childCounts.length + 1);
  let next = 1;
  for (const [node, count] of childCounts.entries()) {
    first[node] = next;
    next += count;
  }
  first[childCounts.length] = next;
  return first;
}

/** The first node of each level up to `order`. */
function firstNodes(firstChild: Int32Array, order: number): number[] {
  const first = [root];
  while (first.length <= order) first.push(firstChild[first[first.length - 1]]);
  return first;
}

/** The content of a model: n-grams as the nodes of a trie, level by level. */
export interface LetterModelContent {
  /** Length of the longest n-gram. */
  readonly order: number;
  /** The characters of symbols 1, 2 and so on; 0 is the word boundary. */
  readonly characters: string;
  /** Last symbol of each node's n-gram; siblings ascend. Node 0 is the empty one. */
  readonly symbols: Uint8Array;
  readonly childCounts: Uint8Array;
  /** Natural logarithm of the probability of the last symbol after the others. */
  readonly logProbabilities: Float32Array;
  /** Natural logarithm of the weight of the shorter context if this one lacks the character. */
  readonly logBackoffs: Float32Array;
}

const headerSchema = z.object({
  format: z.literal('inkdex letter model 1'),
  order: z.number().int().min(1).max(12),
  characters: z.string(),
  nodes: z.number().int().positive(),
});

/** Nats of one step of a stored probability: 255 of them reach e^-21. */
export const probabilityStep = 1 / 12;
export const backoffStep = 1 / 16;
/** Pruning may leave a back-off weight above 1: up to e^2. */
export const highestBackoff = 2;

/** @throws InkdexError `data-invalid` if the bytes are not a model of character n-grams */
export function decodeLetterModel(bytes: Uint8Array, path: string): LetterModelContent {
  const { header, body } = unpackLanguageFile(bytes, path, headerSchema, ({ nodes }) => 4 * nodes);
  const { order, characters, nodes } = header;
  const plane = (index: number) => body.subarray(index * nodes, (index + 1) * nodes);
  return {
    order,
    characters,
    symbols: plane(0),
    childCounts: plane(1),
    // Float32Array.from with a function is ten times slower.
    logProbabilities: new Float32Array(plane(2)).map((byte) => -byte * probabilityStep),
    logBackoffs: new Float32Array(plane(3)).map((byte) => highestBackoff - byte * backoffStep),
  };
}
