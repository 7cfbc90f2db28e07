import { blankClass } from '../../../shared/alphabet.ts';
import { logAdd } from './lattice.ts';
import type { Hypothesis, Lattice } from './lattice.ts';
import { createPrefixTree } from './prefixTree.ts';
import type { PrefixTree } from './prefixTree.ts';

export interface BeamOptions {
  /** Prefixes kept after each time step. */
  readonly width: number;
  /** Readings returned at most. */
  readonly count: number;
  /**
   * Letters whose log probability at a time step is lower do not lengthen a prefix there;
   * -Infinity tries all.
   */
  readonly letterFloor: number;
  /** Prefixes this many nats less likely than the best are dropped; Infinity keeps all. */
  readonly range: number;
}

export const defaultBeam = { width: 24, letterFloor: Math.log(5e-4), range: 10 } as const;

/**
 * The likeliest readings of a lattice, best first, each with the sum over the paths that the beam
 * kept. A prefix carries two probabilities: that its last step was a blank and that it was its last
 * letter; only after a blank does the same letter count as a second one.
 *
 * Graves, "Supervised sequence labelling with recurrent neural networks", 2012, section 7.5.3;
 * Hannun and others, "First-pass large vocabulary continuous speech recognition using bi-directional
 * recurrent DNNs", 2014, algorithm 1.
 */
export function searchPrefixBeam(lattice: Lattice, options: BeamOptions): Hypothesis[] {
  const tree = createPrefixTree(lattice.classes);
  const letters = new Int32Array(lattice.classes);
  let beam: Beam = { prefixes: [0], blank: [0], letter: [-Infinity], totals: [0] };
  for (let step = 0; step < lattice.steps; step += 1) {
    const row = lattice.logProbabilities.subarray(step * lattice.classes, (step + 1) * lattice.classes);
    const count = likelyLetters(row, options.letterFloor, letters);
    beam = strongest(advance(beam, row, letters.subarray(0, count), tree, options.range), options);
  }
  return beam.prefixes.slice(0, options.count).map((prefix, place) => ({
    letters: tree.letters(prefix),
    logProbability: beam.totals[place] ?? -Infinity,
  }));
}

/** Prefixes with their log probabilities: ending in a blank, ending in their last letter, both. */
interface Beam {
  readonly prefixes: number[];
  readonly blank: number[];
  readonly letter: number[];
  readonly totals: number[];
}

/** Lists the letters above the floor, and the likeliest class in any case. Returns how many. */
function likelyLetters(row: Float32Array, floor: number, into: Int32Array): number {
  let best = -Infinity;
  for (const value of row) if (value > best) best = value;
  const lowest = Math.min(best, floor);
  let count = 0;
  for (let index = 0; index < row.length; index += 1) {
    const value = row[index] ?? -Infinity;
    if (index === blankClass || value < lowest || value === -Infinity) continue;
    into[count] = index;
    count += 1;
  }
  return count;
}

/** One time step: every prefix stays, by a blank or by its last letter again, or grows by a letter. */
function advance(beam: Beam, row: Float32Array, letters: Int32Array, tree: PrefixTree, range: number): Beam {
  const next: Beam = { prefixes: [], blank: [], letter: [], totals: [] };
  const blank = row[blankClass] ?? -Infinity;
  const places = new Map<number, number>();
  for (const [place, prefix] of beam.prefixes.entries()) {
    const last = tree.lastLetter(prefix);
    places.set(prefix, place);
    next.prefixes.push(prefix);
    next.blank.push((beam.totals[place] ?? -Infinity) + blank);
    next.letter.push(
      last === blankClass ? -Infinity : (beam.letter[place] ?? -Infinity) + (row[last] ?? -Infinity),
    );
  }
  const lowest = Math.max(next.blank[0] ?? -Infinity, ...growths(beam, 0, row, letters, tree)) - range;
  for (const [place, prefix] of beam.prefixes.entries()) {
    const values = growths(beam, place, row, letters, tree);
    for (const [index, letter] of letters.entries()) {
      const value = values[index] ?? -Infinity;
      if (value < lowest || value === -Infinity) continue;
      const longer = tree.extend(prefix, letter);
      const found = places.get(longer);
      if (found !== undefined) {
        next.letter[found] = logAdd(next.letter[found] ?? -Infinity, value);
        continue;
      }
      places.set(longer, next.prefixes.push(longer) - 1);
      next.blank.push(-Infinity);
      next.letter.push(value);
    }
  }
  return next;
}

/** Log probability of a prefix of the beam growing by each of the letters. */
function growths(
  beam: Beam,
  place: number,
  row: Float32Array,
  letters: Int32Array,
  tree: PrefixTree,
): Float64Array {
  const last = tree.lastLetter(beam.prefixes[place] ?? 0);
  const total = beam.totals[place] ?? -Infinity;
  const values = new Float64Array(letters.length);
  for (let index = 0; index < letters.length; index += 1) {
    const letter = letters[index] ?? blankClass;
    const before = letter === last ? (beam.blank[place] ?? -Infinity) : total;
    values[index] = before + (row[letter] ?? -Infinity);
  }
  return values;
}

/** The prefixes with the highest totals, best first. */
function strongest(beam: Beam, { width, range }: BeamOptions): Beam {
  const totals = beam.prefixes.map((_, place) =>
    logAdd(beam.blank[place] ?? -Infinity, beam.letter[place] ?? -Infinity),
  );
  let lowest = -Infinity;
  for (const total of totals) lowest = Math.max(lowest, total - range);
  const order: number[] = [];
  for (let place = 0; place < totals.length; place += 1) {
    if ((totals[place] ?? -Infinity) >= lowest) order.push(place);
  }
  order.sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0));
  if (order.length > width) order.length = width;
  const pick = (values: readonly number[]): number[] => order.map((place) => values[place] ?? -Infinity);
  return {
    prefixes: pick(beam.prefixes),
    blank: pick(beam.blank),
    letter: pick(beam.letter),
    totals: pick(totals),
  };
}
