import { blankClass } from '../../../shared/alphabet.ts';

const none = -1;

/**
 * Prefixes as a tree: number 0 is the empty one, every other one has one character more than its
 * parent. Children are short linked lists, which are faster here than a map.
 */
export class PrefixTree {
  /** Number of prefixes; they are numbered 0 to size - 1. */
  size = 1;
  #parents = new Int32Array(0);
  #lasts = new Int32Array(0);
  #firstChild = new Int32Array(0);
  #nextSibling = new Int32Array(0);

  constructor() {
    this.clear();
  }

  /** Removes all but the empty prefix. */
  clear(): void {
    this.#reserve(1);
    this.size = 1;
    this.#parents[0] = none;
    this.#lasts[0] = blankClass;
    this.#firstChild[0] = none;
    this.#nextSibling[0] = none;
  }

  #reserve(capacity: number): void {
    this.#parents = grown(this.#parents, capacity);
    this.#lasts = grown(this.#lasts, capacity);
    this.#firstChild = grown(this.#firstChild, capacity);
    this.#nextSibling = grown(this.#nextSibling, capacity);
  }

  /** The last character of a prefix; the blank for the empty one. */
  lastLetter(prefix: number): number {
    return this.#lasts[prefix];
  }

  /** The prefix with one more character; -1 if there is none yet. */
  find(prefix: number, letter: number): number {
    let child = this.#firstChild[prefix];
    while (child !== none && this.#lasts[child] !== letter) child = this.#nextSibling[child];
    return child;
  }

  /** Adds the prefix with one more character. It must be new. */
  add(prefix: number, letter: number): number {
    const child = this.size;
    this.#reserve(child + 1);
    this.size += 1;
    this.#parents[child] = prefix;
    this.#lasts[child] = letter;
    this.#firstChild[child] = none;
    this.#nextSibling[child] = this.#firstChild[prefix];
    this.#firstChild[prefix] = child;
    return child;
  }

  letters(prefix: number): number[] {
    const letters: number[] = [];
    for (let node = prefix; node > 0; node = this.#parents[node]) letters.push(this.lastLetter(node));
    return letters.reverse();
  }
}

/** The array itself if it is long enough, otherwise a copy at least twice as long. */
export function grown<Numbers extends Int32Array | Float64Array>(array: Numbers, capacity: number): Numbers {
  if (array.length >= capacity) return array;
  const longer = array instanceof Int32Array ? Int32Array : Float64Array;
  const copy = new longer(Math.max(capacity, 2 * array.length)) as Numbers;
  copy.set(array);
  return copy;
}
