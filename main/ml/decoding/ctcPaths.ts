import { blankClass } from '../../../shared/alphabet.ts';
import { alignmentStates, maySkip } from '../ctc/forwardBackward.ts';
import type { Hypothesis, Posteriors } from './posteriors.ts';

/**
 * Best-path decoding: the most likely class of every time step, without repetitions and blanks. The
 * probability is that of this one path.
 */
export function decodeGreedily({ steps, classes, logProbabilities }: Posteriors): Hypothesis {
  const letters: number[] = [];
  let logProbability = 0;
  let previous = blankClass;
  for (let step = 0; step < steps; step += 1) {
    let best = blankClass;
    let highest = -Infinity;
    for (let index = 0; index < classes; index += 1) {
      const value = logProbabilities[step * classes + index];
      if (value <= highest) continue;
      highest = value;
      best = index;
    }
    if (best !== blankClass && best !== previous) letters.push(best);
    previous = best;
    logProbability += highest;
  }
  return { letters, logProbability };
}

/**
 * The likelihood of a reading: the sum over all its paths, by the forward recursion of CTC, rescaled at
 * each time step so that it needs no logarithms.
 *
 * Graves and others, "Connectionist temporal classification", 2006, section 4.1.
 *
 * @returns natural logarithm; -Infinity if no path gives these characters
 */
export function ctcLogLikelihood(
  { steps, classes, logProbabilities }: Posteriors,
  letters: ArrayLike<number>,
): number {
  const count = 2 * letters.length + 1;
  /** By state (blank, character, blank, character ... blank): the probability of all paths in it. */
  const states = new Float64Array(count);
  states[0] = 1;
  let logScale = 0;
  for (let step = 0; step < steps; step += 1) {
    const row = step * classes;
    const blank = Math.exp(logProbabilities[row + blankClass]);
    let sum = 0;
    // Backwards, so that the states before each one still have the values of the last step.
    for (let state = count - 1; state >= 0; state -= 1) {
      let value = states[state];
      if (state > 0) value += states[state - 1];
      if (state % 2 === 0) value *= blank;
      else {
        const letter = letters[(state - 1) / 2];
        if (state > 1 && letter !== letters[(state - 3) / 2]) value += states[state - 2];
        value *= value === 0 ? 0 : Math.exp(logProbabilities[row + letter]);
      }
      states[state] = value;
      sum += value;
    }
    // Before the first step only the path that has not begun exists; it may begin with a letter.
    if (sum === 0) return -Infinity;
    logScale += Math.log(sum);
    for (let state = 0; state < count; state += 1) states[state] = states[state] / sum;
  }
  const ended = states[count - 1] + (count > 1 ? states[count - 2] : 0);
  return logScale + Math.log(ended);
}

/** The time steps at which a letter is seen: `start` up to but not including `end`. */
export interface LetterTime {
  readonly start: number;
  readonly end: number;
}

/**
 * Where in the posteriors each letter of a reading stands, by the likeliest of its paths (Viterbi). Null
 * when no path gives the reading.
 */
export function letterTimes(posteriors: Posteriors, letters: readonly number[]): LetterTime[] | null {
  const states = alignmentStates(Int32Array.from(letters));
  const { steps } = posteriors;
  if (steps === 0) return letters.length === 0 ? [] : null;
  const { scores, moves } = bestPaths(posteriors, states);
  const last = states.length - 1;
  let state = last > 0 && scores[last - 1] > scores[last] ? last - 1 : last;
  if (scores[state] === -Infinity) return null;
  const starts = new Int32Array(letters.length);
  const ends = new Int32Array(letters.length);
  for (let step = steps - 1; step >= 0; step -= 1) {
    if (state % 2 === 1) {
      const letter = (state - 1) / 2;
      starts[letter] = step;
      if (ends[letter] === 0) ends[letter] = step + 1;
    }
    state -= moves[step * states.length + state];
  }
  return Array.from(starts, (start, index) => ({ start, end: ends[index] }));
}

/** Scores of the best path to each state at the end, and by how many states each step was entered. */
function bestPaths(
  { steps, classes, logProbabilities }: Posteriors,
  states: Int32Array,
): { scores: Float64Array; moves: Uint8Array } {
  const count = states.length;
  const moves = new Uint8Array(steps * count);
  let scores = new Float64Array(count).fill(-Infinity);
  for (let state = 0; state < Math.min(2, count); state += 1) {
    scores[state] = logProbabilities[states[state]];
  }
  for (let step = 1; step < steps; step += 1) {
    const next = new Float64Array(count);
    for (let state = 0; state < count; state += 1) {
      let best = scores[state];
      const furthest = Math.min(state, maySkip(states, state) ? 2 : 1);
      for (let move = 1; move <= furthest; move += 1) {
        const score = scores[state - move];
        if (score <= best) continue;
        best = score;
        moves[step * count + state] = move;
      }
      next[state] = best + logProbabilities[step * classes + states[state]];
    }
    scores = next;
  }
  return { scores, moves };
}
