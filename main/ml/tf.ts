/**
 * TensorFlow.js, the union package, imported here and nowhere else: bare tfjs-core has no gradients,
 * and a second copy would have backends of its own.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';

export { tf };
export type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D, Variable } from '@tensorflow/tfjs';

/**
 * A function of tensors with a gradient of its own making.
 *
 * @param forward gives the value, and calls `save` with what the gradient will need
 * @param gradient given the gradient of the value and what was saved, gives one of each input
 */
export function withGradient<Value extends Tensor>(
  inputs: readonly Tensor[],
  forward: (save: (tensors: Tensor[]) => void) => Value,
  gradient: (valueGradient: Value, saved: readonly Tensor[]) => Tensor[],
): Value {
  const custom = tf.customGrad<Value>((...args) => {
    const save = args.at(-1);
    return {
      value: forward((tensors) => {
        if (typeof save === 'function') save(tensors);
      }),
      gradFunc: gradient,
    };
  });
  return custom(...inputs);
}
