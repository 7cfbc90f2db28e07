/**
 * Depthwise-separable convolution without an activation between its two halves, as in Chollet,
 * "Xception: deep learning with depthwise separable convolutions", 2017.
 */
import type { Random } from '../../../shared/random.ts';
import type { ForwardPass } from '../forwardPass.ts';
import type { OnnxGraph, ValueName } from '../onnx/graph.ts';
import { type Tensor4D, tf } from '../tf.ts';
import { type BatchNormWeights, channelAffine, createBatchNorm } from './batchNorm.ts';
import {
  convolutionOnnx,
  createUnbiasedConvolution,
  normalizedConvolution,
  type Strides,
  type UnbiasedConvolutionWeights,
} from './convolution.ts';
import { heNormal, type Variable4D } from './initializers.ts';
import { relu } from './activations.ts';

export type DepthwiseSeparableWeights = {
  /** [size, size, channelsIn, 1] */
  readonly depthwise: Variable4D;
  /** [1, 1, channelsIn, channelsOut] */
  readonly pointwise: UnbiasedConvolutionWeights;
  readonly norm: BatchNormWeights;
};

export interface DepthwiseSeparableShape {
  /** Rows and columns of the depthwise kernel. */
  readonly size: number;
  readonly channelsIn: number;
  readonly channelsOut: number;
}

export interface DepthwiseSeparableOptions {
  /** Stride of the depthwise half along both axes: TensorFlow.js supports no other depthwise strides. */
  readonly stride?: number;
  /**
   * Average pooling, between the two halves: pooling and pointwise convolution are linear, so that their order only
   * changes the cost.
   */
  readonly pool?: Strides;
}

export function createDepthwiseSeparable(
  random: Random,
  { size, channelsIn, channelsOut }: DepthwiseSeparableShape,
): DepthwiseSeparableWeights {
  const kernel = heNormal(random, size * size * channelsIn, size * size);
  return {
    depthwise: tf.tidy(() => tf.variable(tf.tensor4d(kernel, [size, size, channelsIn, 1]))),
    pointwise: createUnbiasedConvolution(random, { height: 1, width: 1, channelsIn, channelsOut }),
    norm: createBatchNorm(channelsOut),
  };
}

/**
 * Depthwise convolution, pooling, pointwise convolution, batch norm, ReLU. If input and output have the same shape,
 * the input is added before the ReLU (He et al., "Deep residual learning for image recognition", 2016).
 *
 *   [batch, height, width, channelsIn] -> [batch, height / pool, width / pool, channelsOut]
 */
export function depthwiseSeparable(
  input: Tensor4D,
  weights: DepthwiseSeparableWeights,
  pass: ForwardPass,
  { stride = 1, pool = [1, 1] }: DepthwiseSeparableOptions = {},
): Tensor4D {
  return tf.tidy(() => {
    const filtered = tf.depthwiseConv2d(input, weights.depthwise, stride, 'same');
    const pooled = isPooling(pool) ? tf.avgPool(filtered, [...pool], [...pool], 'valid') : filtered;
    const output = normalizedConvolution(pooled, weights.pointwise, weights.norm, pass);
    return relu(isResidual(weights, stride, pool) ? tf.add(output, input) : output);
  });
}

/** `depthwiseSeparable` in ONNX, over [batch, channels, height, width]. */
export function depthwiseSeparableOnnx(
  graph: OnnxGraph,
  input: ValueName,
  weights: DepthwiseSeparableWeights,
  { stride = 1, pool = [1, 1] }: DepthwiseSeparableOptions = {},
): ValueName {
  const [height, width, channels] = weights.depthwise.shape;
  const kernel = tf.tidy(() => tf.transpose(weights.depthwise, [2, 3, 0, 1]).dataSync<'float32'>());
  const filtered = graph.node(
    'Conv',
    [input, graph.initializer('depthwise', [channels, 1, height, width], kernel)],
    {
      kernel_shape: [height, width],
      strides: [stride, stride],
      group: { int: channels },
      auto_pad: 'SAME_UPPER',
    },
  );
  const pooled = isPooling(pool)
    ? graph.node('AveragePool', [filtered], { kernel_shape: [...pool], strides: [...pool] })
    : filtered;
  const output = convolutionOnnx(graph, pooled, weights.pointwise, { affine: channelAffine(weights.norm) });
  return graph.node('Relu', [
    isResidual(weights, stride, pool) ? graph.node('Add', [output, input]) : output,
  ]);
}

function isPooling([rows, columns]: Strides): boolean {
  return rows > 1 || columns > 1;
}

function isResidual({ pointwise }: DepthwiseSeparableWeights, stride: number, pool: Strides): boolean {
  const [, , channelsIn, channelsOut] = pointwise.kernel.shape;
  return channelsIn === channelsOut && stride === 1 && !isPooling(pool);
}
