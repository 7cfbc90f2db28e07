/**
 * TensorFlow.js. Only this module imports it: tfjs-core alone has no gradients, and a second copy would have its
 * own registry of backends.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';

export { tf };
export type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D, Variable } from '@tensorflow/tfjs';

/**
 * A function of tensors with a custom gradient.
 *
 * @param forward returns the value, and calls `save` with the tensors that the gradient needs
 * @param gradient returns the gradient of each input, from the gradient of the value and the saved tensors
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
