import { expect } from 'vitest';
import { type Scalar, type Tensor, tf } from '../../main/ml/tf.ts';
import { createRandom } from '../../shared/random.ts';
import type { ForwardPass } from '../../main/ml/forwardPass.ts';

/**
 * Expects the gradient of `loss` in each of its inputs to be what central differences give. Inputs
 * should be of order 1 and few.
 */
export function expectGradient(
  inputs: readonly Tensor[],
  loss: (...inputs: Tensor[]) => Scalar,
  { step = 1e-2, digits = 2 }: { step?: number; digits?: number } = {},
): void {
  const gradients = tf.grads(loss)([...inputs]);
  for (const [place, input] of inputs.entries()) {
    const values = input.dataSync<'float32'>();
    const analytic = gradients[place]?.dataSync() ?? new Float32Array(0);
    const lossAt = (at: number, change: number): number => {
      const moved = tf.tensor(values.with(at, (values[at] ?? 0) + change), input.shape);
      return loss(...inputs.with(place, moved)).dataSync()[0] ?? NaN;
    };
    for (const at of values.keys()) {
      const numeric = (lossAt(at, step) - lossAt(at, -step)) / (2 * step);
      expect(analytic[at], `input ${place}, element ${at}`).toBeCloseTo(numeric, digits);
    }
  }
}

/** A pass with batch statistics, which nobody keeps, and the same randomness each time. */
export function samePass(training = true): ForwardPass {
  return {
    training,
    random: createRandom(3),
    observe: (_, statistic) => {
      statistic.dispose();
    },
  };
}
