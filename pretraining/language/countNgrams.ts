import { createAlphabet } from '../../shared/alphabet.ts';
import { grown } from '../../main/ml/decoding/prefixTree.ts';
import { type LetterModelContent, wordBoundary } from '../../main/ml/language/characterNgrams.ts';

export interface LetterModelOptions {
  readonly order: number;
  /** The letters of symbols 1, 2 and so on. */
  readonly characters: string;
  /**
   * An n-gram stays when it makes the words it was counted in likelier by this many nats in all than
   * its back-off would.
   */
  readonly leastGain: number;
}

/**
 * Counts the n-grams of words and makes a back-off model of them: probabilities interpolated as Witten
 * and Bell's, then those n-grams dropped that add little.
 *
 * Witten and Bell, "The zero-frequency problem", 1991, method C; Stolcke, "Entropy-based pruning of
 * backoff language models", 1998 (here the gain over the counts themselves).
 *
 * @param words each with how often it counts; those with letters outside the alphabet are left out
 */
export function countNgrams(
  words: Iterable<readonly [text: string, count: number]>,
  { order, characters, leastGain }: LetterModelOptions,
): LetterModelContent {
  const alphabet = createAlphabet(characters);
  const counts = new NgramCounts();
  for (const [text, count] of words) {
    if (alphabet.has(text)) counts.add(alphabet.encode(text), count, order);
  }
  const ngrams = linkNgrams(counts, order);
  const model = interpolate(counts, ngrams, alphabet.classCount);
  return layOut(counts, ngrams, model.probabilities, keepUseful(counts, ngrams, model, leastGain), {
    order,
    characters,
  });
}

interface LinkedNgrams {
  /** Of each n-gram, the one without its first letter. */
  readonly suffixes: Int32Array;
  /** All n-grams but the empty one, the shortest first. */
  readonly byLength: readonly Int32Array[];
}

function linkNgrams(counts: NgramCounts, order: number): LinkedNgrams {
  const suffixes = new Int32Array(counts.size);
  const lengths = new Uint8Array(counts.size);
  const byLength: number[][] = Array.from({ length: order }, () => []);
  for (let ngram = 1; ngram < counts.size; ngram += 1) {
    const parent = counts.parent(ngram);
    const length = (lengths[parent] ?? 0) + 1;
    lengths[ngram] = length;
    if (length > 1) suffixes[ngram] = counts.find(suffixes[parent] ?? emptyNgram, counts.symbol(ngram));
    byLength[length - 1]?.push(ngram);
  }
  return { suffixes, byLength: byLength.map((ngrams) => Int32Array.from(ngrams)) };
}

interface Interpolated {
  /** Of each n-gram: its last letter's probability after the others. */
  readonly probabilities: Float64Array;
  /** Of each n-gram as a context: the share that it leaves to its suffix. */
  readonly left: Float64Array;
}

function interpolate(
  counts: NgramCounts,
  { suffixes, byLength }: LinkedNgrams,
  vocabulary: number,
): Interpolated {
  const totals = new Float64Array(counts.size);
  const kinds = new Float64Array(counts.size);
  for (let ngram = 1; ngram < counts.size; ngram += 1) {
    if (counts.count(ngram) === 0) continue;
    const context = counts.parent(ngram);
    totals[context] = (totals[context] ?? 0) + counts.count(ngram);
    kinds[context] = (kinds[context] ?? 0) + 1;
  }
  const left = kinds.map((kind, context) => (kind === 0 ? 1 : kind / (kind + (totals[context] ?? 0))));
  const probabilities = new Float64Array(counts.size);
  for (const ngrams of byLength) {
    for (const ngram of ngrams) {
      const context = counts.parent(ngram);
      const own = left[context] ?? 1;
      const lower = context === emptyNgram ? 1 / vocabulary : (probabilities[suffixes[ngram] ?? 0] ?? 0);
      const total = totals[context] ?? 0;
      probabilities[ngram] = (total === 0 ? 0 : ((1 - own) * counts.count(ngram)) / total) + own * lower;
    }
  }
  return { probabilities, left };
}

/** Longest first, so that an n-gram which a longer one needs as context or as back-off stays. */
function keepUseful(
  counts: NgramCounts,
  { suffixes, byLength }: LinkedNgrams,
  { probabilities, left }: Interpolated,
  leastGain: number,
): Uint8Array {
  const isKept = new Uint8Array(counts.size);
  for (const [index, ngrams] of [...byLength.entries()].reverse()) {
    for (const ngram of ngrams) {
      const context = counts.parent(ngram);
      const suffix = suffixes[ngram] ?? emptyNgram;
      const fallen = (left[context] ?? 1) * (probabilities[suffix] ?? 0);
      const gain = counts.count(ngram) * Math.log((probabilities[ngram] ?? 0) / fallen);
      if (index > 0 && isKept[ngram] === 0 && !(gain >= leastGain)) continue;
      isKept[ngram] = 1;
      isKept[context] = 1;
      isKept[suffix] = 1;
    }
  }
  return isKept;
}

/** The kept n-grams level by level, children of one parent together and in order of their symbols. */
function layOut(
  counts: NgramCounts,
  { suffixes }: LinkedNgrams,
  probabilities: Float64Array,
  isKept: Uint8Array,
  { order, characters }: Omit<LetterModelOptions, 'leastGain'>,
): LetterModelContent {
  const childrenOf = new Map<number, number[]>();
  for (let ngram = 1; ngram < counts.size; ngram += 1) {
    if (isKept[ngram] === 0) continue;
    const siblings = childrenOf.get(counts.parent(ngram));
    if (siblings === undefined) childrenOf.set(counts.parent(ngram), [ngram]);
    else siblings.push(ngram);
  }
  const probability = (ngram: number) => probabilities[ngram] ?? 0;
  const nodes = [emptyNgram];
  const childCounts: number[] = [];
  const logBackoffs: number[] = [];
  for (const node of nodes) {
    const children = childrenOf.get(node) ?? [];
    children.sort((a, b) => counts.symbol(a) - counts.symbol(b));
    childCounts.push(children.length);
    nodes.push(...children);
    const own = children.reduce((sum, child) => sum + probability(child), 0);
    const lower = children.reduce((sum, child) => sum + probability(suffixes[child] ?? emptyNgram), 0);
    const isContext = node !== emptyNgram && children.length > 0;
    logBackoffs.push(isContext ? Math.log(Math.max(1e-6, 1 - own) / Math.max(1e-6, 1 - lower)) : 0);
  }
  return {
    order,
    characters,
    symbols: Uint8Array.from(nodes, (node) => (node === emptyNgram ? 0 : counts.symbol(node))),
    childCounts: Uint8Array.from(childCounts),
    logProbabilities: Float32Array.from(nodes, (node) => Math.log(Math.max(1e-9, probability(node)))),
    logBackoffs: Float32Array.from(logBackoffs),
  };
}

/** The n-gram of no letter. */
const emptyNgram = 0;

const none = -1;

/**
 * How often each n-gram stands in words, as a tree: an n-gram's parent lacks its last letter. Numbers
 * are given as n-grams are met, so a parent's is below its children's.
 */
class NgramCounts {
  size = 1;
  #parents = new Int32Array(1 << 16);
  #symbols = new Int32Array(1 << 16);
  #counts = new Float64Array(1 << 16);
  /** Numbers of n-grams by a hash of parent and symbol; a power of two long, at most half full. */
  #table = new Int32Array(1 << 17).fill(none);

  parent(ngram: number): number {
    return this.#parents[ngram] ?? emptyNgram;
  }

  /** The last letter. */
  symbol(ngram: number): number {
    return this.#symbols[ngram] ?? wordBoundary;
  }

  count(ngram: number): number {
    return this.#counts[ngram] ?? 0;
  }

  /**
   * Counts the n-grams of one word, from one letter to `order`. The boundary before it begins n-grams,
   * but is counted nowhere as a last letter: nothing ever predicts it.
   *
   * @param symbols of its letters
   */
  add(symbols: Int32Array, weight: number, order: number): void {
    const length = symbols.length + 2;
    for (let first = 0; first < length; first += 1) {
      let ngram = emptyNgram;
      for (let place = first; place < Math.min(length, first + order); place += 1) {
        ngram = this.#child(ngram, symbols[place - 1] ?? wordBoundary);
        if (place > 0) this.#counts[ngram] = (this.#counts[ngram] ?? 0) + weight;
      }
    }
  }

  /** The n-gram with one letter more, -1 where it stands in no word. */
  find(ngram: number, symbol: number): number {
    return this.#table[this.#place(ngram, symbol)] ?? none;
  }

  #child(ngram: number, symbol: number): number {
    const place = this.#place(ngram, symbol);
    const found = this.#table[place] ?? none;
    if (found !== none) return found;
    const child = this.size;
    this.size += 1;
    this.#parents = grown(this.#parents, this.size);
    this.#symbols = grown(this.#symbols, this.size);
    this.#counts = grown(this.#counts, this.size);
    this.#parents[child] = ngram;
    this.#symbols[child] = symbol;
    this.#table[place] = child;
    if (2 * this.size > this.#table.length) this.#rehash();
    return child;
  }

  /** Where an n-gram stands in the table, or would. */
  #place(parent: number, symbol: number): number {
    const mask = this.#table.length - 1;
    let place = (Math.imul(parent, 0x9e3779b1) ^ Math.imul(symbol + 1, 0x85ebca6b)) >>> 0;
    place = (place ^ (place >>> 15)) & mask;
    for (;;) {
      const found = this.#table[place] ?? none;
      if (found === none || (this.#parents[found] === parent && this.#symbols[found] === symbol))
        return place;
      place = (place + 1) & mask;
    }
  }

  #rehash(): void {
    this.#table = new Int32Array(2 * this.#table.length).fill(none);
    for (let ngram = 1; ngram < this.size; ngram += 1) {
      this.#table[this.#place(this.parent(ngram), this.symbol(ngram))] = ngram;
    }
  }
}
