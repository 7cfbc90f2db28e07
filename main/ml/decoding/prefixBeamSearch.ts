import { blankClass } from '../../../shared/alphabet.ts';
import { logAdd } from './lattice.ts';
import type { Hypothesis, Lattice } from './lattice.ts';

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
}

export const defaultBeam = { width: 24, letterFloor: Math.log(5e-4) } as const;

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
  const prefixes = createPrefixes(lattice.classes);
  let beam: Beam = { prefixes: [0], blank: [0], letter: [-Infinity] };
  const likely = new Int32Array(lattice.classes);
  for (let step = 0; step < lattice.steps; step += 1) {
    const row = lattice.logProbabilities.subarray(step * lattice.classes, (step + 1) * lattice.classes);
    const count = likelyLetters(row, options.letterFloor, likely);
    beam = strongest(advance(beam, row, likely.subarray(0, count), prefixes), options.width);
  }
  return beam.prefixes.slice(0, options.count).map((prefix, place) => ({
    letters: prefixes.letters(prefix),
    logProbability: totalAt(beam, place),
  }));
}

/** Prefixes with their log probabilities, ending in a blank and ending in their last letter. */
interface Beam {
  readonly prefixes: number[];
  readonly blank: number[];
  readonly letter: number[];
}

function totalAt(beam: Beam, place: number): number {
  return logAdd(beam.blank[place] ?? -Infinity, beam.letter[place] ?? -Infinity);
}

/** Lists the letters above the floor, and the likeliest class in any case. Returns how many. */
function likelyLetters(row: Float32Array, floor: number, into: Int32Array): number {
  let best = -Infinity;
  for (const value of row) best = Math.max(best, value);
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
function advance(beam: Beam, row: Float32Array, letters: Int32Array, prefixes: Prefixes): Beam {
  const next: Beam = { prefixes: [], blank: [], letter: [] };
  const places = new Map<number, number>();
  const placeOf = (prefix: number): number => {
    const found = places.get(prefix);
    if (found !== undefined) return found;
    const place = next.prefixes.push(prefix) - 1;
    next.blank.push(-Infinity);
    next.letter.push(-Infinity);
    places.set(prefix, place);
    return place;
  };
  const add = (into: number[], place: number, value: number): void => {
    into[place] = logAdd(into[place] ?? -Infinity, value);
  };
  for (const [place, prefix] of beam.prefixes.entries()) {
    const afterBlank = beam.blank[place] ?? -Infinity;
    const afterLetter = beam.letter[place] ?? -Infinity;
    const total = logAdd(afterBlank, afterLetter);
    const last = prefixes.lastLetter(prefix);
    const here = placeOf(prefix);
    add(next.blank, here, total + (row[blankClass] ?? -Infinity));
    if (last !== blankClass) add(next.letter, here, afterLetter + (row[last] ?? -Infinity));
    for (const letter of letters) {
      const before = letter === last ? afterBlank : total;
      if (before === -Infinity) continue;
      add(next.letter, placeOf(prefixes.extend(prefix, letter)), before + (row[letter] ?? -Infinity));
    }
  }
  return next;
}

/** The prefixes with the highest totals, best first. */
function strongest(beam: Beam, width: number): Beam {
  const totals = Float64Array.from(beam.prefixes, (_, place) => totalAt(beam, place));
  const order = Array.from(beam.prefixes.keys())
    .sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0))
    .slice(0, width);
  return {
    prefixes: order.map((place) => beam.prefixes[place] ?? 0),
    blank: order.map((place) => beam.blank[place] ?? -Infinity),
    letter: order.map((place) => beam.letter[place] ?? -Infinity),
  };
}

/** All prefixes met, as a tree: number 0 is the empty one, each other one letter longer than its parent. */
interface Prefixes {
  extend(prefix: number, letter: number): number;
  /** The blank for the empty prefix. */
  lastLetter(prefix: number): number;
  letters(prefix: number): number[];
}

function createPrefixes(classes: number): Prefixes {
  const parents = [0];
  const lasts = [blankClass];
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
