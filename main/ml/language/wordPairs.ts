import type { WordPairsContent } from './wordPairsFile.ts';

/** The number of no word. */
export const noWord = -1;

/** What a word says of the one after it: which pairs of words are common in running text. */
export class WordPairs {
  readonly #content: WordPairsContent;
  readonly #numbers: ReadonlyMap<string, number>;

  constructor(content: WordPairsContent) {
    this.#content = content;
    this.#numbers = new Map(content.words.map((word, number) => [word, number]));
  }

  /** The number of a token's word, signs and case apart; `noWord` where it holds none that is known. */
  numberOf(token: string): number {
    return this.#numbers.get(wordOf(token)) ?? noWord;
  }

  /**
   * How many nats likelier a word is after another than it is by itself, negative where it is less likely; 0
   * where either is unknown.
   */
  gain(previous: number, next: number): number {
    if (previous === noWord || next === noWord) return 0;
    const { starts, followers, gains, unseenGains } = this.#content;
    let low = starts[previous] ?? 0;
    let high = (starts[previous + 1] ?? 0) - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = followers[middle] ?? 0;
      if (found === next) return gains[middle] ?? 0;
      if (found < next) low = middle + 1;
      else high = middle - 1;
    }
    return unseenGains[previous] ?? 0;
  }
}

/** A token as pairs are counted: letters, digits and inner apostrophes, small. */
export function wordOf(token: string): string {
  return token
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/[^\p{L}\p{N}']|^'+|'+$/gu, '');
}

/** Whether what follows a token begins anew: nothing is said across such signs. */
export function endsPhrase(token: string): boolean {
  return /[.?!:;)\]}"”»…]$/u.test(token);
}
