import { blankClass } from '../../../shared/alphabet.ts';
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
