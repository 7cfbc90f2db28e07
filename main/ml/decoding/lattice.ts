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

/** How a batch of words lies in memory: row-major [steps, batch, classes]. */
interface BatchShape {
  readonly batch: number;
  readonly classes: number;
}

/**
 * One word of a batch of logits, as a lattice.
 *
 * @param logits row-major [steps, batch, classes], not yet softmaxed
 * @param steps how many of the batch's time steps hold the word: the padding after them is left out
 */
export function latticeOf(logits: Float32Array, shape: BatchShape, word: number, steps: number): Lattice {
  const lattice = wordOf(logits, shape, word, steps);
  const { classes, logProbabilities } = lattice;
  for (let step = 0; step < steps; step += 1) {
    takeLogSoftmax(logProbabilities.subarray(step * classes, (step + 1) * classes));
  }
  return lattice;
}

/**
 * One word of a batch that is softmaxed already.
 *
 * @param logProbabilities row-major [steps, batch, classes], log-softmaxed
 * @param steps as for `latticeOf`
 */
export function wordOf(
  logProbabilities: Float32Array,
  { batch, classes }: BatchShape,
  word: number,
  steps: number,
): Lattice {
  const own = new Float32Array(steps * classes);
  for (let step = 0; step < steps; step += 1) {
    const from = (step * batch + word) * classes;
    own.set(logProbabilities.subarray(from, from + classes), step * classes);
  }
  return { steps, classes, logProbabilities: own };
}

/** In place. */
function takeLogSoftmax(row: Float32Array): void {
  let highest = -Infinity;
  for (const logit of row) highest = Math.max(highest, logit);
  let total = 0;
  for (const logit of row) total += Math.exp(logit - highest);
  const shift = highest + Math.log(total);
  for (let index = 0; index < row.length; index += 1) row[index] = (row[index] ?? 0) - shift;
}

/** log(exp(a) + exp(b)) without overflow; -Infinity stands for probability 0. */
export function logAdd(a: number, b: number): number {
  if (a === -Infinity) return b;
  if (b === -Infinity) return a;
  return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b));
}
