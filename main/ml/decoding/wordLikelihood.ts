import { blankSymbol, separatorSymbol, type PrunedPosteriors } from '../../../shared/prunedPosteriors.ts';
import { characters } from '../../../shared/text.ts';

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
      for (let state = 0; state <= last; state += 1) states[state] /= sum;
    }
    const ended = states[last] + (last > 0 ? states[last - 1] : 0);
    return ended > 0 ? logScale + Math.log(ended) : -Infinity;
  }

  /** Reads the step's probabilities of the word's characters. Returns that of the blank. */
  #enter({ starts, symbols, probabilities }: PrunedPosteriors, step: number): number {
    this.#step.fill(floor);
    let blank = floor;
    const end = starts[step + 1];
    for (let index = starts[step]; index < end; index += 1) {
      const symbol = symbols[index];
      const probability = probabilities[index];
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
      let value = states[state];
      if (state > 0) value += states[state - 1];
      if (state % 2 === 0) value *= blank;
      else {
        const letter = this.#letters[(state - 1) / 2];
        if (state > 1 && letter !== this.#letters[(state - 3) / 2]) value += states[state - 2];
        value *= this.#step[letter];
      }
      states[state] = value;
      sum += value;
    }
    return sum;
  }
}
