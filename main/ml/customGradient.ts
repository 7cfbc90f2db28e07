import { tf, type Tensor } from './tf.ts';

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
