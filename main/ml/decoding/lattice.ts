/** What a recogniser says of one word, ready for decoding. */
export interface Lattice {
  readonly steps: number;
  /** Letters and the blank, which is class 0. */
  readonly classes: number;
  /** Row-major [steps, classes]; each row is a log-softmax. */
  readonly logProbabilities: Float32Array;
}

/** A reading of a lattice. */
export interface Hypothesis {
  /** Letters, 1 to classes - 1. */
  readonly letters: readonly number[];
  /** Natural logarithm; of all paths that give these letters, as far as the search kept them. */
  readonly logProbability: number;
}

/**
 * One word of a batch of logits, as a lattice.
 *
 * @param logits row-major [steps, batch, classes], not yet softmaxed
 * @param steps how many of the batch's time steps hold the word: the padding after them is left out
 */
export function latticeOf(
  logits: Float32Array,
  shape: { readonly batch: number; readonly classes: number },
  word: number,
  steps: number,
): Lattice {
  const { batch, classes } = shape;
  const logProbabilities = new Float32Array(steps * classes);
  for (let step = 0; step < steps; step += 1) {
    const from = (step * batch + word) * classes;
    let highest = -Infinity;
    for (let index = 0; index < classes; index += 1) highest = Math.max(highest, logits[from + index] ?? 0);
    let total = 0;
    for (let index = 0; index < classes; index += 1) total += Math.exp((logits[from + index] ?? 0) - highest);
    const shift = highest + Math.log(total);
    for (let index = 0; index < classes; index += 1) {
      logProbabilities[step * classes + index] = (logits[from + index] ?? 0) - shift;
    }
  }
  return { steps, classes, logProbabilities };
}

/** log(exp(a) + exp(b)) without overflow; -Infinity stands for probability 0. */
export function logAdd(a: number, b: number): number {
  if (a === -Infinity) return b;
  if (b === -Infinity) return a;
  return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b));
}
