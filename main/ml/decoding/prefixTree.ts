import { blankClass } from '../../../shared/alphabet.ts';

const none = -1;

/**
 * All prefixes that a search met, as a tree: number 0 is the empty one, each other one is a letter
 * longer than its parent. Children are short linked lists, which are faster here than a map.
 */
export class PrefixTree {
  readonly #parents: number[] = [none];
  readonly #lasts: number[] = [blankClass];
  readonly #firstChild: number[] = [none];
  readonly #nextSibling: number[] = [none];

  /** The blank for the empty prefix. */
  lastLetter(prefix: number): number {
    return this.#lasts[prefix] ?? blankClass;
  }

  /** The prefix with one letter more; the same number every time. */
  extend(prefix: number, letter: number): number {
    const first = this.#firstChild[prefix] ?? none;
    for (let child = first; child !== none; child = this.#nextSibling[child] ?? none) {
      if (this.#lasts[child] === letter) return child;
    }
    const child = this.#parents.push(prefix) - 1;
    this.#lasts.push(letter);
    this.#firstChild.push(none);
    this.#nextSibling.push(first);
    this.#firstChild[prefix] = child;
    return child;
  }

  letters(prefix: number): number[] {
    const letters: number[] = [];
    for (let node = prefix; node > 0; node = this.#parents[node] ?? 0) letters.push(this.lastLetter(node));
    return letters.reverse();
  }
}
