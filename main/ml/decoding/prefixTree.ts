import { blankClass } from '../../../shared/alphabet.ts';

/**
 * All prefixes that a search met, as a tree: number 0 is the empty one, each other one is a letter
 * longer than its parent.
 */
export interface PrefixTree {
  /** The prefix with one letter more; the same number every time. */
  extend(prefix: number, letter: number): number;
  /** The blank for the empty prefix. */
  lastLetter(prefix: number): number;
  letters(prefix: number): number[];
}

/** @param classes letters and the blank */
export function createPrefixTree(classes: number): PrefixTree {
  const parents = [0];
  const lasts: number[] = [blankClass];
  const children = new Map<number, number>();
  return {
    extend(prefix, letter) {
      const key = prefix * classes + letter;
      const found = children.get(key);
      if (found !== undefined) return found;
      const child = parents.push(prefix) - 1;
      lasts.push(letter);
      children.set(key, child);
      return child;
    },
    lastLetter: (prefix) => lasts[prefix] ?? blankClass,
    letters(prefix) {
      const letters: number[] = [];
      for (let node = prefix; node !== 0; node = parents[node] ?? 0) letters.push(lasts[node] ?? blankClass);
      return letters.reverse();
    },
  };
}
