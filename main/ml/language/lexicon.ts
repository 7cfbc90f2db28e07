import { lexiconCostStep, noEnd, type LexiconContent } from './lexiconFile.ts';

/** No word goes on so. */
export const noState = -1;

/** Words with their probabilities, letter by letter. A state is the number of a prefix's continuations. */
export class Lexicon {
  /** Natural logarithm of the probability of the edge that `next` last followed. */
  logProbability = 0;

  readonly #firstEdge: Int32Array;
  readonly #symbols: Uint8Array;
  readonly #logProbabilities: Float32Array;
  readonly #targets: Uint32Array;
  readonly #logEnds: Float32Array;
  /** Edges of the first letter, by symbol: the widest state and the commonest look-up. */
  readonly #firstLetters = new Int32Array(256).fill(-1);

  constructor({ edgeCounts, endCosts, symbols, edgeCosts, targets }: LexiconContent) {
    this.#firstEdge = new Int32Array(edgeCounts.length + 1);
    for (const [state, count] of edgeCounts.entries()) {
      this.#firstEdge[state + 1] = (this.#firstEdge[state] ?? 0) + count;
    }
    this.#symbols = symbols;
    // Float32Array.from with a function is ten times slower.
    this.#logProbabilities = new Float32Array(edgeCosts).map((cost) => -cost * lexiconCostStep);
    this.#targets = targets;
    this.#logEnds = new Float32Array(endCosts).map((cost) =>
      cost === noEnd ? -Infinity : -cost * lexiconCostStep,
    );
    for (let edge = 0; edge < (edgeCounts[0] ?? 0); edge += 1) this.#firstLetters[symbols[edge] ?? 0] = edge;
  }

  /** The state before a word. */
  readonly start = 0;

  /** The state after one more letter, and its probability in `logProbability`; `noState` where no word has it. */
  next(state: number, symbol: number): number {
    if (state === noState) return noState;
    const edge = state === 0 ? (this.#firstLetters[symbol] ?? -1) : this.#findEdge(state, symbol);
    if (edge === -1) return noState;
    this.logProbability = this.#logProbabilities[edge] ?? -Infinity;
    return this.#targets[edge] ?? noState;
  }

  /** Natural logarithm of the probability that the word ends here; -Infinity where none does. */
  logEnd(state: number): number {
    return state === noState ? -Infinity : (this.#logEnds[state] ?? -Infinity);
  }

  #findEdge(state: number, symbol: number): number {
    const end = this.#firstEdge[state + 1] ?? 0;
    for (let edge = this.#firstEdge[state] ?? 0; edge < end; edge += 1) {
      const found = this.#symbols[edge] ?? 0;
      if (found >= symbol) return found === symbol ? edge : -1;
    }
    return -1;
  }
}
