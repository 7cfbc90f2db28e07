import type { ForwardPass } from '../forwardPass.ts';
import { tf, type Tensor4D } from '../tf.ts';
import { batchNorm, type BatchNormWeights, runningAffine } from './batchNorm.ts';
import { convolution, type Strides, type UnbiasedConvolutionWeights } from './convolution.ts';

/**
 * A convolution and its batch norm. While training by running statistics the norm is folded into the kernel
 * as in an .onnx file: what learns is the same, and no feature is gone over twice.
 *
 *   [batch, height, width, channelsIn] -> [batch, ceil(height / stride), ceil(width / stride), channelsOut]
 */
export function normalizedConvolution(
  input: Tensor4D,
  weights: UnbiasedConvolutionWeights,
  norm: BatchNormWeights,
  pass: ForwardPass,
  strides: Strides = [1, 1],
): Tensor4D {
  if (!pass.training || pass.normalization !== 'running') {
    return batchNorm(convolution(input, weights, strides), norm, pass);
  }
  return tf.tidy(() => {
    const { scale, shift } = runningAffine(norm);
    return tf.add(tf.conv2d(input, tf.mul<Tensor4D>(weights.kernel, scale), [...strides], 'same'), shift);
  });
}
