import { createAlphabet } from '../../shared/alphabet.ts';
import { type LexiconContent, lexiconCostStep, noEnd } from '../../main/ml/language/lexicon.ts';

/**
 * Makes the smallest automaton that spells the words with their probabilities: each edge costs what its
 * letter is less likely than 1 after the letters before it, so a prefix has the probability of all words
 * that begin so. States that go on alike, costs rounded, are one.
 *
 * Mohri, "Finite-state transducers in language and speech processing", 1997, section 3 (weight pushing
 * and minimisation).
 *
 * @param words each once, with its weight above 0; those with letters outside the alphabet are left out
 */
export function buildLexicon(words: ReadonlyMap<string, number>, characters: string): LexiconContent {
  const alphabet = createAlphabet(characters);
  const spelled = [...words]
    .filter(([word]) => word !== '' && alphabet.has(word))
    // One unit for each symbol: such strings are soon put in order.
    .map(([word, weight]) => ({ symbols: String.fromCharCode(...alphabet.encode(word)), weight }))
    .sort((a, b) => (a.symbols < b.symbols ? -1 : 1));
  return layOut(minimise(spelled), characters);
}

interface SpelledWord {
  readonly symbols: string;
  readonly weight: number;
}

interface State {
  readonly id: number;
  readonly endCost: number;
  readonly edges: readonly Edge[];
}

interface Edge {
  readonly symbol: number;
  readonly cost: number;
  readonly target: State;
}

/** @param words in order of their symbols */
function minimise(words: readonly SpelledWord[]): State {
  const known = new Map<string, State>();
  /** Sums of the weights of all words before each. */
  const before = new Float64Array(words.length + 1);
  for (const [index, { weight }] of words.entries()) before[index + 1] = (before[index] ?? 0) + weight;
  const total = (from: number, to: number) => (before[to] ?? 0) - (before[from] ?? 0);
  const symbolAt = (index: number, depth: number) => words[index]?.symbols.charCodeAt(depth) ?? 0;

  /** The state of the words from one up to another, which begin with the same `depth` letters. */
  function stateOf(from: number, to: number, depth: number): State {
    const all = total(from, to);
    const ends = words[from]?.symbols.length === depth;
    const endCost = ends ? costOf((words[from]?.weight ?? 0) / all) : noEnd;
    const edges: Edge[] = [];
    for (let first = ends ? from + 1 : from; first < to;) {
      const symbol = symbolAt(first, depth);
      let next = first + 1;
      while (next < to && symbolAt(next, depth) === symbol) next += 1;
      edges.push({ symbol, cost: costOf(total(first, next) / all), target: stateOf(first, next, depth + 1) });
      first = next;
    }
    const key = `${endCost} ${edges.map(({ symbol, cost, target }) => `${symbol},${cost},${target.id}`).join(' ')}`;
    let state = known.get(key);
    if (state === undefined) known.set(key, (state = { id: known.size, endCost, edges }));
    return state;
  }
  return stateOf(0, words.length, 0);
}

/** Sums of weights may round to nothing: a rare word costs the most there is. */
function costOf(probability: number): number {
  if (probability <= 0) return noEnd - 1;
  return Math.min(noEnd - 1, Math.max(0, Math.round(-Math.log(probability) / lexiconCostStep)));
}

/** Breadth first from the root, so that it is state 0. */
function layOut(root: State, characters: string): LexiconContent {
  const states = [root];
  const numbers = new Map([[root, 0]]);
  for (const { edges } of states) {
    for (const { target } of edges) {
      if (numbers.has(target)) continue;
      numbers.set(target, states.length);
      states.push(target);
    }
  }
  const edges = states.flatMap((state) => state.edges);
  return {
    characters,
    edgeCounts: Uint8Array.from(states, (state) => state.edges.length),
    endCosts: Uint8Array.from(states, ({ endCost }) => endCost),
    symbols: Uint8Array.from(edges, ({ symbol }) => symbol),
    edgeCosts: Uint8Array.from(edges, ({ cost }) => cost),
    targets: Uint32Array.from(edges, ({ target }) => numbers.get(target) ?? 0),
  };
}
