import { withGradient } from '../customGradient.ts';
import { hasFastForms } from '../fast/isFast.ts';
import { reluGradient } from '../fast/reluGradient.ts';
import { tf, type Tensor } from '../tf.ts';

/**
 * max(0, x). tfjs's own has a gradient that looks for NaN in two selections, which took a quarter of a
 * training step.
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
      if (output === undefined) throw new Error('Nothing was saved.');
      const gradient = hasFastForms() ? reluGradient : generalReluGradient;
      return [gradient(outputGradient, output as Shape)];
    },
  );
}

/** The gradient on any backend. */
export function generalReluGradient<Shape extends Tensor>(outputGradient: Shape, output: Shape): Shape {
  return tf.mul(outputGradient, tf.cast(tf.greater(output, 0), 'float32'));
}
