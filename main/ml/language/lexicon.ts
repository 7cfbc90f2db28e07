import { z } from 'zod';
import { unpackLanguageFile } from './languageFile.ts';

/** No word continues like this. */
export const noEdge = -1;

/** Words with their probabilities, letter by letter: a weighted automaton (see `LexiconContent`). */
export class Lexicon {
  /** The state before a word. */
  readonly start = 0;

  readonly #firstEdge: Int32Array;
  readonly #symbols: Uint8Array;
  readonly #logProbabilities: Float32Array;
  readonly #targets: Uint32Array;
  readonly #logEnds: Float32Array;
  /** Edges of the first letter, by symbol: the widest state and the commonest look-up. */
  readonly #firstLetters = new Int32Array(256).fill(noEdge);

  constructor({ edgeCounts, endCosts, symbols, edgeCosts, targets }: LexiconContent) {
    this.#firstEdge = new Int32Array(edgeCounts.length + 1);
    // Plain loops: a function for each of a million edges takes ten times as long, at each start.
    for (let state = 0; state < edgeCounts.length; state += 1) {
      this.#firstEdge[state + 1] = this.#firstEdge[state] + edgeCounts[state];
    }
    this.#symbols = symbols;
    this.#logProbabilities = logarithmsOf(edgeCosts);
    this.#targets = targets;
    this.#logEnds = logarithmsOf(endCosts);
    for (let state = 0; state < endCosts.length; state += 1) {
      if (endCosts[state] === noEnd) this.#logEnds[state] = -Infinity;
    }
    for (let edge = 0; edge < edgeCounts[0]; edge += 1) this.#firstLetters[symbols[edge]] = edge;
  }

  /** The edge of one more letter; `noEdge` if no word has it there. */
  find(state: number, symbol: number): number {
    return state === this.start ? this.#firstLetters[symbol] : this.#findEdge(state, symbol);
  }

  /** The state that an edge leads to. */
  next(edge: number): number {
    return this.#targets[edge];
  }

  /** Natural logarithm of the probability of an edge. */
  logProbability(edge: number): number {
    return this.#logProbabilities[edge];
  }

  /** Natural logarithm of the probability that the word ends in a state; -Infinity if no word does. */
  logEnd(state: number): number {
    return this.#logEnds[state];
  }

  #findEdge(state: number, symbol: number): number {
    const end = this.#firstEdge[state + 1];
    for (let edge = this.#firstEdge[state]; edge < end; edge += 1) {
      const found = this.#symbols[edge];
      if (found >= symbol) return found === symbol ? edge : noEdge;
    }
    return noEdge;
  }
}

function logarithmsOf(costs: Uint8Array): Float32Array {
  const logarithms = new Float32Array(costs.length);
  for (let place = 0; place < costs.length; place += 1) logarithms[place] = -costs[place] * lexiconCostStep;
  return logarithms;
}

/** A weighted automaton of words: state 0 starts every word; a state comes after those that it leads to. */
export interface LexiconContent {
  /** The characters of symbols 1, 2 and so on. */
  readonly characters: string;
  /** Number of edges of each state. The edges of a state are consecutive and ordered by symbol. */
  readonly edgeCounts: Uint8Array;
  /** Cost of a word that ends in a state; `noEnd` if none does. */
  readonly endCosts: Uint8Array;
  readonly symbols: Uint8Array;
  readonly edgeCosts: Uint8Array;
  readonly targets: Uint32Array;
}

/** Nats of one unit of cost. */
export const lexiconCostStep = 1 / 6;
export const noEnd = 255;

const headerSchema = z.object({
  format: z.literal('inkdex lexicon 1'),
  characters: z.string(),
  words: z.number().int().positive(),
  states: z.number().int().positive(),
  edges: z.number().int().positive(),
});

/** @throws InkdexError `data-invalid` if the bytes are not a lexicon */
export function decodeLexicon(bytes: Uint8Array, path: string): LexiconContent {
  const { header, body } = unpackLanguageFile(
    bytes,
    path,
    headerSchema,
    ({ states, edges }) => 2 * states + 5 * edges,
  );
  const { characters, states, edges } = header;
  const plane = (index: number) =>
    body.subarray(2 * states + index * edges, 2 * states + (index + 1) * edges);
  const [low, middle, high] = [plane(2), plane(3), plane(4)];
  const targets = new Uint32Array(edges);
  for (let edge = 0; edge < edges; edge += 1) {
    targets[edge] = low[edge] | (middle[edge] << 8) | (high[edge] << 16);
  }
  return {
    characters,
    edgeCounts: body.subarray(0, states),
    endCosts: body.subarray(states, 2 * states),
    symbols: plane(0),
    edgeCosts: plane(1),
    targets,
  };
}
