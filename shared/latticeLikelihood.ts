import { blankSymbol, separatorSymbol, type LetterLattice } from './letterLattice.ts';
import { characters } from './text.ts';

/** What was pruned from a step counts as much, so that no word is impossible. */
const floor = 5e-4;

/**
 * Weighs one word against lattices: the sum over all paths that spell it, by the forward recursion of
 * CTC (Graves and others, 2006, section 4.1). Signs between letters count as no letter.
 */
export class WordLikelihood {
  readonly length: number;
  /** Of each letter of the word: which of its distinct letters it is. */
  readonly #letters: Uint8Array;
  readonly #places = new Map<number, number>();
  /** Of each distinct letter: its probability at the step in hand. */
  readonly #step: Float64Array;
  /** Blank, letter, blank ... blank: the probability of all paths that are there. */
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
  of(lattice: LetterLattice): number {
    const states = this.#states;
    const last = states.length - 1;
    const steps = lattice.starts.length - 1;
    states.fill(0);
    states[0] = 1;
    let logScale = 0;
    for (let step = 0; step < steps; step += 1) {
      const blank = this.#enter(lattice, step);
      const sum = this.#advance(blank, Math.min(last, 2 * step + 1));
      if (!(sum > 0)) return -Infinity;
      logScale += Math.log(sum);
      for (let state = 0; state <= last; state += 1) states[state] = (states[state] ?? 0) / sum;
    }
    const ended = (states[last] ?? 0) + (last > 0 ? (states[last - 1] ?? 0) : 0);
    return ended > 0 ? logScale + Math.log(ended) : -Infinity;
  }

  /** Looks up the step's probabilities of the word's letters; gives that of none. */
  #enter({ starts, symbols, probabilities }: LetterLattice, step: number): number {
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

  /** One step on, backwards, so that each state still sees those before it as they were. */
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
