import { tf, type Tensor, type Tensor1D, type Tensor3D } from '../tf.ts';
import { unflatten, type FlatLayout } from './flatWeights.ts';

/**
 * Steps of matrices between hidden layers, after Jordan et al., "Muon: an optimizer for hidden layers in neural
 * networks", 2024: the gradient's mean with its singular values all made about 1, so that directions which few
 * words ask for are learned as fast as those which most do.
 */

/** Of how many matrices, side by side along its columns, a weight is made; null where it is none. */
export type MatrixBlocks = number | null;

/**
 * How far each number goes, as a multiple of the learning rate, root mean square: as far as AdamW goes as a rule, so that
 * both take one rate (Liu et al., "Muon is scalable for LLM training", 2025).
 */
const stepSize = 0.2;

/** Of the quintic x -> ax + bx^3 + cx^5 that draws singular values between 0 and 1 to about 1. */
const quintic = { a: 3.4445, b: -4.775, c: 2.0315 } as const;
const iterations = 5;

/**
 * Puts Muon's steps in the place of those given, for those of the weights that are matrices.
 *
 * @param blocks of each weight of the layout
 * @param steps of all weights in a row
 * @param momentum likewise, of the gradients
 * @param rate the learning rate
 */
export function withOrthogonalSteps(
  layout: FlatLayout,
  blocks: readonly MatrixBlocks[],
  steps: Tensor1D,
  momentum: Tensor1D,
  rate: number,
): Tensor1D {
  return tf.tidy(() => {
    const moments = unflatten(layout, momentum);
    const kept = unflatten(layout, steps);
    const chosen = kept.map((step, index) => {
      const count = blocks[index] ?? null;
      const moment = moments[index];
      return count === null || moment === undefined ? step : tf.mul(orthogonalStep(moment, count), rate);
    });
    return tf.concat<Tensor1D>(chosen.map((step) => step.reshape<Tensor1D>([step.size])));
  });
}

/** `[..., rows, blocks * columns]`, the dimensions before the last two being 1. */
function orthogonalStep(moment: Tensor, blocks: number): Tensor {
  const [rows = 1, width = 1] = moment.shape.slice(-2);
  const columns = width / blocks;
  const matrices = tf.transpose(moment.reshape<Tensor3D>([rows, blocks, columns]), [1, 0, 2]);
  const step = tf.mul(orthogonalize(matrices), stepSize * Math.sqrt(Math.max(rows, columns)));
  return tf.transpose(step, [1, 0, 2]).reshape(moment.shape);
}

/**
 * Of each matrix of a stack the one with the same singular vectors and singular values about 1 (.7 to 1.2), by five
 * Newton-Schulz iterations; what is 0 stays 0.
 *
 *   [matrices, rows, columns] -> [matrices, rows, columns]
 */
export function orthogonalize(matrices: Tensor3D): Tensor3D {
  const [, rows, columns] = matrices.shape;
  return tf.tidy(() => {
    // The product of a matrix with its own transpose is the smaller, the fewer its rows.
    const isTall = rows > columns;
    const flat = isTall ? tf.transpose(matrices, [0, 2, 1]) : matrices;
    const norm = tf.sqrt(tf.sum(tf.square(flat), [1, 2], true));
    const identity = tf.mul(tf.eye(Math.min(rows, columns)), quintic.a);
    let x = tf.div<Tensor3D>(flat, tf.add(norm, 1e-12));
    for (let iteration = 0; iteration < iterations; iteration += 1) {
      const gram = tf.matMul(x, x, false, true);
      const bend = tf.add(tf.mul(gram, quintic.b), tf.mul(tf.matMul(gram, gram), quintic.c));
      x = tf.matMul<Tensor3D>(tf.add(bend, identity), x);
    }
    return isTall ? tf.transpose(x, [0, 2, 1]) : x;
  });
}
