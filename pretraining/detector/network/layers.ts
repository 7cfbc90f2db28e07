import type { Random } from '../../../shared/random.ts';
import { relu } from '../../../main/ml/blocks/activations.ts';
import { type BatchNormWeights, channelAffine, createBatchNorm } from '../../../main/ml/blocks/batchNorm.ts';
import {
  convolutionOnnx,
  createUnbiasedConvolution,
  normalizedConvolution,
  type Strides,
  type UnbiasedConvolutionWeights,
} from '../../../main/ml/blocks/convolution.ts';
import type { ForwardPass } from '../../../main/ml/forwardPass.ts';
import type { OnnxGraph, ValueName } from '../../../main/ml/onnx/graph.ts';
import { type Tensor4D, tf } from '../../../main/ml/tf.ts';

/** A convolution, batch norm and ReLU. */
export type NormedConvolutionWeights = {
  readonly convolution: UnbiasedConvolutionWeights;
  readonly norm: BatchNormWeights;
};

export function normed(
  input: Tensor4D,
  { convolution: kernel, norm }: NormedConvolutionWeights,
  pass: ForwardPass,
  strides: Strides = [1, 1],
): Tensor4D {
  return tf.tidy(() => relu(normalizedConvolution(input, kernel, norm, pass, strides)));
}

export function normedConvolution(
  random: Random,
  size: number,
  channelsIn: number,
  channelsOut: number,
): NormedConvolutionWeights {
  return {
    convolution: createUnbiasedConvolution(random, { height: size, width: size, channelsIn, channelsOut }),
    norm: createBatchNorm(channelsOut),
  };
}

export function normedOnnx(
  graph: OnnxGraph,
  input: ValueName,
  { convolution, norm }: NormedConvolutionWeights,
  strides: Strides = [1, 1],
): ValueName {
  return graph.node('Relu', [
    convolutionOnnx(graph, input, convolution, { strides, affine: channelAffine(norm) }),
  ]);
}

/**
 * Nearest-neighbour upsampling by two with reshapes and concatenations, which have gradients on every backend;
 * image resizing has not.
 *
 *   [batch, height, width, channels] -> [batch, 2 * height, 2 * width, channels]
 */
export function upsample(input: Tensor4D): Tensor4D {
  return tf.tidy(() => {
    const [batch, height, width, channels] = input.shape;
    // Channels are the last axis: repeating them doubles each pixel along the row.
    const wide = tf.reshape(tf.concat([input, input], 3), [batch, height, 1, width * 2 * channels]);
    return tf.reshape<tf.Rank.R4>(tf.concat([wide, wide], 2), [batch, height * 2, width * 2, channels]);
  });
}

/** `upsample` in ONNX, over [batch, channels, height, width]. */
export function upsampleOnnx(graph: OnnxGraph, input: ValueName): ValueName {
  const scales = graph.initializer('scales', [4], Float32Array.of(1, 1, 2, 2));
  return graph.node('Resize', [input, '', scales], {
    mode: 'nearest',
    nearest_mode: 'floor',
    coordinate_transformation_mode: 'asymmetric',
  });
}
