import { alignmentStates, maySkip } from '../../ml/ctc/forwardBackward.ts';
import type { Posteriors } from '../../ml/decoding/posteriors.ts';

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
  let state = last > 0 && (scores[last - 1] ?? -Infinity) > (scores[last] ?? -Infinity) ? last - 1 : last;
  if (scores[state] === -Infinity) return null;
  const starts = new Int32Array(letters.length);
  const ends = new Int32Array(letters.length);
  for (let step = steps - 1; step >= 0; step -= 1) {
    if (state % 2 === 1) {
      const letter = (state - 1) / 2;
      starts[letter] = step;
      if (ends[letter] === 0) ends[letter] = step + 1;
    }
    state -= moves[step * states.length + state] ?? 0;
  }
  return Array.from(starts, (start, index) => ({ start, end: ends[index] ?? start + 1 }));
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
    scores[state] = logProbabilities[states[state] ?? 0] ?? -Infinity;
  }
  for (let step = 1; step < steps; step += 1) {
    const next = new Float64Array(count);
    for (let state = 0; state < count; state += 1) {
      let best = scores[state] ?? -Infinity;
      for (let move = 1; move <= (maySkip(states, state) ? 2 : 1); move += 1) {
        const score = scores[state - move] ?? -Infinity;
        if (score <= best) continue;
        best = score;
        moves[step * count + state] = move;
      }
      next[state] = best + (logProbabilities[step * classes + (states[state] ?? 0)] ?? -Infinity);
    }
    scores = next;
  }
  return { scores, moves };
}
