import { directionPlanes } from '../../../main/ml/detection/directions.ts';
import type { Random } from '../../../shared/random.ts';
import {
  convolution,
  convolutionOnnx,
  type ConvolutionWeights,
  createConvolution,
} from '../../../main/ml/blocks/convolution.ts';
import {
  createDepthwiseSeparable,
  depthwiseSeparable,
  depthwiseSeparableOnnx,
  type DepthwiseSeparableWeights,
} from '../../../main/ml/blocks/depthwiseSeparable.ts';
import type { ForwardPass } from '../../../main/ml/forwardPass.ts';
import type { OnnxGraph, ValueName } from '../../../main/ml/onnx/graph.ts';
import { type Tensor4D, tf } from '../../../main/ml/tf.ts';
import {
  type NormedConvolutionWeights,
  normed,
  normedConvolution,
  normedOnnx,
  upsample,
  upsampleOnnx,
} from './layers.ts';

/**
 * Says in which direction writing runs, from the features of the detector at stride 8, 16 and 32. Each cell is classified: no
 * writing, or writing along one of sixteen directions of the whole circle, as writing that is upside down runs to the left. What
 * it gives are two means over the classes, each as probable as it is: of the directions' vectors, and of those at twice the angle,
 * which say how a line runs where it is not known which way up it is. Both are as long as their answer is probable.
 */
export type DirectionWeights = {
  /** From stride 8 to 16. */
  readonly fine: DepthwiseSeparableWeights;
  /** 1 x 1, of the features at stride 16 and 32. */
  readonly laterals: readonly [NormedConvolutionWeights, NormedConvolutionWeights];
  readonly blocks: readonly DepthwiseSeparableWeights[];
  /** 1 x 1, to the logits of the classes. */
  readonly head: ConvolutionWeights;
};

export interface DirectionConfig {
  /** Channels of the detector's features at stride 8, 16 and 32. */
  readonly features: readonly [number, number, number];
  readonly channels: number;
  readonly blocks: number;
}

/** For the features of `starterDetector`; 100,000 weights. */
export const starterDirections: DirectionConfig = { features: [64, 128, 224], channels: 96, blocks: 5 };

/** Input pixels per cell, along each axis. */
export const directionStride = 16;

const directionCount = 16;
/** Without writing, and the directions. */
export const directionClasses = 1 + directionCount;
/** Cosine and sine of each class's angle, and of twice the angle, one class after another; 0 without writing. */
export const classVectors = Float32Array.from({ length: directionPlanes * directionClasses }, (_, index) => {
  const place = Math.floor(index / directionPlanes);
  if (place === 0) return 0;
  const plane = index % directionPlanes;
  const angle = ((place - 1) * 2 * Math.PI * (plane < 2 ? 1 : 2)) / directionCount;
  return plane % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
});

export function createDirections(
  { features: [eighth, sixteenth, last], channels, blocks }: DirectionConfig,
  random: Random,
): DirectionWeights {
  const separable = (channelsIn: number): DepthwiseSeparableWeights =>
    createDepthwiseSeparable(random, { size: 5, channelsIn, channelsOut: channels });
  return {
    fine: separable(eighth),
    laterals: [
      normedConvolution(random, 1, sixteenth, channels),
      normedConvolution(random, 1, last, channels),
    ],
    blocks: Array.from({ length: blocks }, () => separable(channels)),
    head: createConvolution(random, {
      height: 1,
      width: 1,
      channelsIn: channels,
      channelsOut: directionClasses,
    }),
  };
}

/**
 * @param features at stride 4, 8, 16 and 32, [batch, height / stride, width / stride, channels]
 * @returns logits of the classes, [batch, height / 16, width / 16, 17]
 */
export function directionLogits(
  [, eighth, sixteenth, last]: readonly Tensor4D[],
  weights: DirectionWeights,
  pass: ForwardPass,
): Tensor4D {
  return tf.tidy(() => {
    const fine = depthwiseSeparable(eighth, weights.fine, pass, { stride: 2 });
    const middle = normed(sixteenth, weights.laterals[0], pass);
    const coarse = upsample(normed(last, weights.laterals[1], pass));
    const sum = tf.add<Tensor4D>(tf.add(fine, middle), coarse);
    const seen = weights.blocks.reduce((input, block) => depthwiseSeparable(input, block, pass), sum);
    return convolution(seen, weights.head);
  });
}

/** The means of some logits, [batch, rows, columns, 17] -> [batch, rows, columns, 4] */
export function directionsOfLogits(logits: Tensor4D): Tensor4D {
  return tf.tidy(() => {
    const [batch, rows, columns, classes] = logits.shape;
    const probabilities = tf.reshape<tf.Rank.R2>(tf.softmax(logits), [-1, classes]);
    const vectors = tf.matMul(probabilities, tf.tensor2d(classVectors, [directionClasses, directionPlanes]));
    return tf.reshape<tf.Rank.R4>(vectors, [batch, rows, columns, directionPlanes]);
  });
}

/** Both in ONNX, over [batch, channels, height, width]: from features to vectors. */
export function directionsOnnx(
  graph: OnnxGraph,
  [, eighth, sixteenth, last]: readonly ValueName[],
  weights: DirectionWeights,
): ValueName {
  const fine = depthwiseSeparableOnnx(graph, eighth, weights.fine, { stride: 2 });
  const middle = normedOnnx(graph, sixteenth, weights.laterals[0]);
  const coarse = upsampleOnnx(graph, normedOnnx(graph, last, weights.laterals[1]));
  const sum = graph.node('Add', [graph.node('Add', [fine, middle]), coarse]);
  const seen = weights.blocks.reduce((input, block) => depthwiseSeparableOnnx(graph, input, block), sum);
  const probabilities = graph.node('Softmax', [convolutionOnnx(graph, seen, weights.head)], {
    axis: { int: 1 },
  });
  const planes = Array.from({ length: directionPlanes }, (_, plane) => [
    ...classVectors.filter((_value, index) => index % directionPlanes === plane),
  ]);
  const shape = [directionPlanes, directionClasses, 1, 1];
  const kernel = graph.initializer('vectors', shape, Float32Array.from(planes.flat()));
  return graph.node('Conv', [probabilities, kernel], { kernel_shape: [1, 1] });
}
