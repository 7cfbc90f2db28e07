import { blankClass } from '../../../shared/alphabet.ts';

/**
 * The states a label passes through: its letters with a blank before, between and after them.
 * `[a, b]` becomes `[blank, a, blank, b, blank]`.
 */
export function alignmentStates(label: Int32Array): Int32Array {
  const states = new Int32Array(2 * label.length + 1).fill(blankClass);
  for (const [index, letter] of label.entries()) states[2 * index + 1] = letter;
  return states;
}

/** Whether a path may come to a state from two states before: only between two different letters. */
export function maySkip(states: Int32Array, state: number): boolean {
  return state >= 2 && states[state] !== blankClass && states[state] !== states[state - 2];
}

/**
 * Whether a label fits into so many time steps: a step for each letter, and one for the blank between
 * two equal letters.
 */
export function isAlignable(label: Int32Array, frames: number): boolean {
  const repeats = label.filter((letter, index) => index > 0 && letter === label[index - 1]).length;
  return label.length + repeats <= frames;
}
