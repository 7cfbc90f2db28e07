import { blankClass } from '../../../shared/alphabet.ts';
import { logAdd } from './lattice.ts';
import type { Hypothesis, Lattice } from './lattice.ts';
import { PrefixTree } from './prefixTree.ts';

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
  const tree = new PrefixTree();
  const letters = new Int32Array(lattice.classes);
  let beam: Candidate[] = [{ prefix: 0, blank: 0, letter: -Infinity, total: 0 }];
  for (let step = 0; step < lattice.steps; step += 1) {
    const row = lattice.logProbabilities.subarray(step * lattice.classes, (step + 1) * lattice.classes);
    const count = likelyLetters(row, options.letterFloor, letters);
    beam = strongest(advance(beam, row, letters.subarray(0, count), tree, options.range), options);
  }
  return beam
    .slice(0, options.count)
    .map(({ prefix, total }) => ({ letters: tree.letters(prefix), logProbability: total }));
}

/** A prefix with its log probabilities: ending in a blank, ending in its last letter, both. */
interface Candidate {
  readonly prefix: number;
  blank: number;
  letter: number;
  total: number;
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
function advance(
  beam: readonly Candidate[],
  row: Float32Array,
  letters: Int32Array,
  tree: PrefixTree,
  range: number,
): Candidate[] {
  const blank = row[blankClass] ?? -Infinity;
  const next: Candidate[] = [];
  const stays = new Map<number, Candidate>();
  for (const { prefix, letter, total } of beam) {
    const last = tree.lastLetter(prefix);
    const again = last === blankClass ? -Infinity : letter + (row[last] ?? -Infinity);
    const stay = { prefix, blank: total + blank, letter: again, total: -Infinity };
    next.push(stay);
    stays.set(prefix, stay);
  }
  let lowest = -Infinity;
  for (const candidate of beam) {
    const last = tree.lastLetter(candidate.prefix);
    for (const letter of letters) {
      const before = letter === last ? candidate.blank : candidate.total;
      const value = before + (row[letter] ?? -Infinity);
      if (value < lowest || value === -Infinity) continue;
      lowest = Math.max(lowest, value - range);
      const longer = tree.extend(candidate.prefix, letter);
      // Each longer prefix has one parent: it can only meet its own stay.
      const found = stays.get(longer);
      if (found === undefined) {
        next.push({ prefix: longer, blank: -Infinity, letter: value, total: -Infinity });
      } else found.letter = logAdd(found.letter, value);
    }
  }
  return next;
}

/** The prefixes with the highest totals, best first. */
function strongest(candidates: readonly Candidate[], { width, range }: BeamOptions): Candidate[] {
  let highest = -Infinity;
  for (const candidate of candidates) {
    candidate.total = logAdd(candidate.blank, candidate.letter);
    highest = Math.max(highest, candidate.total);
  }
  const kept = candidates.filter(({ total }) => total >= highest - range);
  kept.sort((a, b) => b.total - a.total);
  return kept.slice(0, width);
}
