import { blankClass } from '../../../shared/alphabet.ts';
import type { Hypothesis, Lattice } from './lattice.ts';

/**
 * Best-path decoding: the likeliest class of every time step, repetitions and blanks taken out. Its
 * probability is that of this one path.
 */
export function decodeGreedily({ steps, classes, logProbabilities }: Lattice): Hypothesis {
  const letters: number[] = [];
  let logProbability = 0;
  let previous = blankClass;
  for (let step = 0; step < steps; step += 1) {
    let best = blankClass;
    let highest = -Infinity;
    for (let index = 0; index < classes; index += 1) {
      const value = logProbabilities[step * classes + index] ?? -Infinity;
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
