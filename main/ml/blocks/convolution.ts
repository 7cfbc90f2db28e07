import type { Random } from '../../../shared/random.ts';
import type { ForwardPass } from '../forwardPass.ts';
import type { OnnxGraph, ValueName } from '../onnx/graph.ts';
import { type Tensor4D, tf } from '../tf.ts';
import {
  batchNorm,
  type BatchNormWeights,
  type ChannelAffine,
  noAffine,
  runningAffine,
} from './batchNorm.ts';
import { filled, heNormal, type Variable1D, type Variable4D } from './initializers.ts';

/** `kernel`: [height, width, channelsIn, channelsOut]. */
export type ConvolutionWeights = {
  readonly kernel: Variable4D;
  readonly bias: Variable1D;
};

/** A convolution without a bias, to be followed by a batch norm. */
export type UnbiasedConvolutionWeights = Pick<ConvolutionWeights, 'kernel'>;

export interface ConvolutionShape {
  readonly height: number;
  readonly width: number;
  readonly channelsIn: number;
  readonly channelsOut: number;
}

/** Strides along height and width. */
export type Strides = readonly [number, number];

export function createConvolution(random: Random, shape: ConvolutionShape): ConvolutionWeights {
  return { ...createUnbiasedConvolution(random, shape), bias: filled(shape.channelsOut, 0) };
}

export function createUnbiasedConvolution(
  random: Random,
  { height, width, channelsIn, channelsOut }: ConvolutionShape,
): UnbiasedConvolutionWeights {
  const fanIn = height * width * channelsIn;
  const shape: [number, number, number, number] = [height, width, channelsIn, channelsOut];
  return {
    kernel: tf.tidy(() => tf.variable(tf.tensor4d(heNormal(random, fanIn * channelsOut, fanIn), shape))),
  };
}

/**
 * A convolution.
 *
 *   [batch, height, width, channelsIn] -> [batch, ceil(height / stride), ceil(width / stride), channelsOut]
 *
 * @param padding `same`: with zeros, as above; `valid`: none, so that the output is smaller by the kernel less one
 */
export function convolution(
  input: Tensor4D,
  weights: UnbiasedConvolutionWeights & Partial<ConvolutionWeights>,
  strides: Strides = [1, 1],
  padding: 'same' | 'valid' = 'same',
): Tensor4D {
  return tf.tidy(() => {
    const output = tf.conv2d(input, weights.kernel, [...strides], padding);
    return weights.bias === undefined ? output : tf.add(output, weights.bias);
  });
}

/**
 * `convolution` in ONNX, over [batch, channels, height, width].
 *
 * @param affine the following batch norm, folded into kernel and bias
 * @param dilations of a convolution without padding unless `isPadded`; without them it is padded
 */
export function convolutionOnnx(
  graph: OnnxGraph,
  input: ValueName,
  weights: UnbiasedConvolutionWeights & Partial<ConvolutionWeights>,
  {
    strides = [1, 1],
    affine,
    dilations,
    isPadded = false,
  }: { strides?: Strides; affine?: ChannelAffine; dilations?: Strides; isPadded?: boolean } = {},
): ValueName {
  const [height, width, channelsIn, channelsOut] = weights.kernel.shape;
  const { scale, shift } = affine ?? noAffine(channelsOut);
  const kernel = tf.tidy(() => {
    // [height, width, in, out] -> [out, in, height, width]
    const scaled = tf.mul(weights.kernel, tf.tensor1d(scale));
    return tf.transpose(scaled, [3, 2, 0, 1]).dataSync<'float32'>();
  });
  const biases = weights.bias?.dataSync<'float32'>();
  const bias = shift.map((value, channel) => value + (biases?.[channel] ?? 0) * scale[channel]);
  return graph.node(
    'Conv',
    [
      input,
      graph.initializer('kernel', [channelsOut, channelsIn, height, width], kernel),
      graph.initializer('bias', [channelsOut], bias),
    ],
    {
      kernel_shape: [height, width],
      strides: [...strides],
      ...(dilations === undefined ? { auto_pad: 'SAME_UPPER' } : { dilations: [...dilations] }),
      ...(dilations !== undefined && isPadded && { pads: paddingOf([height, width], dilations) }),
    },
  );
}

/** Pixels above, left, below and right, for kernels of odd sides: with dilations, auto_pad is not supported. */
function paddingOf([height, width]: Strides, [down, along]: Strides): number[] {
  const rows = (down * (height - 1)) / 2;
  const columns = (along * (width - 1)) / 2;
  return [rows, columns, rows, columns];
}

/**
 * A convolution and its batch norm. While training with running statistics the norm is folded into the kernel as in
 * an .onnx file: the same parameters are trained, with one pass over the features instead of two.
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

/**
 * The largest value of each window, without overlap; [1, 1] changes nothing.
 *
 *   [batch, height, width, channels] -> [batch, floor(height / rows), floor(width / columns), channels]
 */
export function maxPool(input: Tensor4D, [rows, columns]: Strides): Tensor4D {
  if (rows === 1 && columns === 1) return input;
  return tf.maxPool(input, [rows, columns], [rows, columns], 'valid');
}

/** `maxPool` in ONNX, over [batch, channels, height, width]. */
export function maxPoolOnnx(graph: OnnxGraph, input: ValueName, [rows, columns]: Strides): ValueName {
  if (rows === 1 && columns === 1) return input;
  return graph.node('MaxPool', [input], { kernel_shape: [rows, columns], strides: [rows, columns] });
}
