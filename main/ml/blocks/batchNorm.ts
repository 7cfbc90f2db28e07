/**
 * Batch normalization. Ioffe and Szegedy, "Batch normalization: accelerating deep network training by
 * reducing internal covariate shift", 2015.
 */
import { type Tensor1D, type Tensor4D, tf, withGradient } from '../tf.ts';
import { fusedBatchNorm, hasFastForms } from '../fast/tensorflowOp.ts';
import type { ForwardPass } from '../forwardPass.ts';
import { filled, type Variable1D } from './initializers.ts';

/** Prevents a division by zero for a channel of variance 0. */
export const normEpsilon = 1e-3;

/** `gamma`, `beta`: trained scale and shift; `mean`, `variance`: running statistics, not trained. */
export type BatchNormWeights = {
  readonly gamma: Variable1D;
  readonly beta: Variable1D;
  readonly mean: Variable1D;
  readonly variance: Variable1D;
};

/** A scale and a shift of each channel, to which batch norm reduces at inference. */
export interface ChannelAffine {
  readonly scale: Float32Array;
  readonly shift: Float32Array;
}

export function createBatchNorm(channels: number): BatchNormWeights {
  const running = (value: number): Variable1D =>
    tf.tidy(() => tf.variable(tf.fill<tf.Rank.R1>([channels], value), false));
  return { gamma: filled(channels, 1), beta: filled(channels, 0), mean: running(0), variance: running(1) };
}

/**
 * Normalizes each channel to mean 0 and variance 1 over batch and positions, then applies a trained scale and
 * shift.
 *
 *   [batch, height, width, channels] -> same
 */
export function batchNorm(input: Tensor4D, weights: BatchNormWeights, pass: ForwardPass): Tensor4D {
  return tf.tidy(() => {
    const { gamma, beta } = weights;
    if (!pass.training) {
      return tf.batchNorm4d(input, weights.mean, weights.variance, beta, gamma, normEpsilon);
    }
    const normalize = hasFastForms() ? fusedBatchNorm : generalBatchNorm;
    const { output, mean, variance } = normalize(input, gamma, beta, normEpsilon);
    pass.observe(weights.mean, tf.keep(mean));
    pass.observe(weights.variance, tf.keep(variance));
    return output;
  });
}

/**
 * Batch norm with the statistics of the batch, for any backend, with its gradient in closed form.
 *
 *   [batch, height, width, channels] -> output of the same shape, mean and variance [channels]
 */
export function generalBatchNorm(
  input: Tensor4D,
  gamma: Tensor1D,
  beta: Tensor1D,
  epsilonAdded: number,
): { output: Tensor4D; mean: Tensor1D; variance: Tensor1D } {
  const axes = [0, 1, 2];
  const { mean, variance } = tf.moments(input, axes);
  const deviation = tf.sqrt(tf.add(variance, epsilonAdded));
  const output = withGradient(
    [input, gamma, beta],
    (save) => {
      const normalized = tf.div(tf.sub(input, mean), deviation);
      save([normalized, tf.div(gamma, deviation)]);
      return tf.add<Tensor4D>(tf.mul(normalized, gamma), beta);
    },
    (outputGradient, [normalized, factor]) => {
      const count = input.size / gamma.size;
      const betaGradient = tf.sum(outputGradient, axes);
      const gammaGradient = tf.sum(tf.mul(outputGradient, normalized), axes);
      const common = tf.add(betaGradient, tf.mul(normalized, gammaGradient));
      const inputGradient = tf.mul(factor, tf.sub(outputGradient, tf.div(common, count)));
      return [inputGradient, gammaGradient, betaGradient];
    },
  );
  return { output, mean: mean as Tensor1D, variance: variance as Tensor1D };
}

/** A batch norm with its running statistics as a scale and a shift, to be folded into the preceding convolution. */
export function channelAffine(weights: BatchNormWeights): ChannelAffine {
  return tf.tidy(() => {
    const { scale, shift } = runningAffine(weights);
    return { scale: scale.dataSync<'float32'>(), shift: shift.dataSync<'float32'>() };
  });
}

/** The same as tensors, so that gamma and beta get gradients. */
export function runningAffine({ gamma, beta, mean, variance }: BatchNormWeights): {
  scale: Tensor1D;
  shift: Tensor1D;
} {
  const scale: Tensor1D = tf.div(gamma, tf.sqrt(tf.add(variance, normEpsilon)));
  return { scale, shift: tf.sub(beta, tf.mul(mean, scale)) };
}

/** The identity: scale 1, shift 0. */
export function noAffine(channels: number): ChannelAffine {
  return { scale: new Float32Array(channels).fill(1), shift: new Float32Array(channels) };
}
