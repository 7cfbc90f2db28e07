/**
 * Dropout with one mask for all time steps. Gal and Ghahramani, "A theoretically grounded application
 * of dropout in recurrent neural networks", 2016.
 */
import type { ForwardPass } from '../forwardPass.ts';
import { tf, type Tensor3D } from '../tf.ts';

/**
 * Silences each channel of a sample with probability `rate` while training; nothing otherwise.
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
