import { grown } from '../../ml/decoding/prefixTree.ts';
import { wordBoundary } from '../../ml/language/characterNgrams.ts';

/** The n-gram of no letter. */
export const emptyNgram = 0;

const none = -1;

/**
 * How often each n-gram stands in words, as a tree: an n-gram's parent lacks its last letter. Numbers
 * are given as n-grams are met, so a parent's is below its children's.
 */
export class NgramCounts {
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
