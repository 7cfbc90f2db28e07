import { type Tensor, type Tensor3D, tf, withGradient } from '../tf.ts';
import { reluGradient, hasFastForms } from '../fast/tensorflowOp.ts';
import type { ForwardPass } from '../forwardPass.ts';

/**
 * max(0, x). The gradient of `tf.relu` checks for NaN with two `where` ops, which took a quarter of a training
 * step.
 */
export function relu<Shape extends Tensor>(input: Shape): Shape {
  return withGradient<Shape>(
    [input],
    (save) => {
      const output = tf.relu(input);
      save([output]);
      return output;
    },
    (outputGradient, [output]) => {
      const gradient = hasFastForms() ? reluGradient : generalReluGradient;
      return [gradient(outputGradient, output as Shape)];
    },
  );
}

/** The gradient for any backend. */
export function generalReluGradient<Shape extends Tensor>(outputGradient: Shape, output: Shape): Shape {
  return tf.mul(outputGradient, tf.cast(tf.greater(output, 0), 'float32'));
}

/**
 * Dropout with one mask for all time steps. Gal and Ghahramani, "A theoretically grounded application
 * of dropout in recurrent neural networks", 2016.
 */

/**
 * While training, sets each channel of a sample to zero with probability `rate`; otherwise it changes nothing.
 *
 *   [time, batch, channels] -> same
 */
export function dropout(input: Tensor3D, rate: number, pass: ForwardPass): Tensor3D {
  if (!pass.training || rate === 0) return input;
  const [, batch, channels] = input.shape;
  return tf.tidy(() => {
    const kept = Float32Array.from({ length: batch * channels }, () =>
      pass.random.chance(rate) ? 0 : 1 / (1 - rate),
    );
    return tf.mul(input, tf.tensor3d(kept, [1, batch, channels]));
  });
}
