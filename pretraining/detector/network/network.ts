import type { DetectorMetadata } from '../../../shared/contract/model.ts';
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
import { createOnnxGraph, type OnnxGraph, type ValueName } from '../../../main/ml/onnx/graph.ts';
import { type Tensor4D, tf } from '../../../main/ml/tf.ts';
import { directionPlanes } from '../../../main/ml/detection/directions.ts';
import { type DirectionWeights, directionsOnnx } from './directions.ts';
import {
  type NormedConvolutionWeights,
  normed,
  normedConvolution,
  normedOnnx,
  upsample,
  upsampleOnnx,
} from './layers.ts';

/**
 * The word detector: a fully convolutional network with a feature pyramid (Lin et al., "Feature pyramid networks
 * for object detection", 2017). For each cell it predicts whether the cell is in the middle of a word (the word's
 * kernel), and the distances to the word's four sides (Zhou et al., "EAST: an efficient and accurate scene text
 * detector", 2017).
 */

export interface DetectorConfig {
  /** Channels of the plain convolutions at stride 2, 4 and 8: few, because the feature maps are large. */
  readonly shallow: readonly [number, number, number];
  /** Channels of the depthwise-separable blocks at stride 16 and 32. */
  readonly deep: readonly [number, number];
  /**
   * Blocks at stride 8, 16 and 32 in addition to the one that halves the resolution: context is cheapest at low
   * resolution.
   */
  readonly blocks: readonly [number, number, number];
  /** Channels of the feature pyramid, from stride 32 to stride 4. */
  readonly pyramid: number;
}

/** About half a million weights. */
export const starterDetector: DetectorConfig = {
  shallow: [24, 40, 64],
  deep: [128, 224],
  blocks: [2, 4, 5],
  pyramid: 48,
};

/** Input pixels per output cell, along each axis. */
export const detectorStride = 4;

/** Both input sides are multiples of this, because they are halved five times. */
export const detectorMultiple = 32;

export type DetectorWeights = {
  /** Layers to stride 2, 4 and 8. */
  readonly shallow: readonly NormedConvolutionWeights[];
  /** Blocks at stride 8, 16 and 32; the first block at 16 and at 32 halves the resolution. */
  readonly deep: readonly (readonly DepthwiseSeparableWeights[])[];
  /** 1 x 1, from stride 4, 8, 16 and 32 to the pyramid's channels. */
  readonly laterals: readonly ConvolutionWeights[];
  /** Blocks after each sum of the pyramid, at stride 16, 8 and 4. */
  readonly merges: readonly DepthwiseSeparableWeights[];
  readonly neck: NormedConvolutionWeights;
  /** 1 x 1 to five channels: kernel, left, top, right, bottom. */
  readonly head: ConvolutionWeights;
};

export interface Detection {
  /** Logits of "in the middle of a word", [batch, height / 4, width / 4, 1]. */
  readonly kernel: Tensor4D;
  /**
   * Input pixels from a cell's centre to the left, top, right and bottom side of its word, [batch, height / 4,
   * width / 4, 4].
   */
  readonly distances: Tensor4D;
}

export function createDetector(config: DetectorConfig, random: Random): DetectorWeights {
  const [half, quarter, eighth] = config.shallow;
  const [sixteenth, last] = config.deep;
  const { pyramid } = config;
  const separable = (channelsIn: number, channelsOut: number): DepthwiseSeparableWeights =>
    createDepthwiseSeparable(random, { size: 5, channelsIn, channelsOut });
  const repeated = (count: number, channels: number): DepthwiseSeparableWeights[] =>
    Array.from({ length: count }, () => separable(channels, channels));
  const pointwise = (channelsIn: number, channelsOut: number): ConvolutionWeights =>
    createConvolution(random, { height: 1, width: 1, channelsIn, channelsOut });

  return {
    shallow: [
      // A 6 x 6 kernel at stride 2 equals a pixel unshuffle by 2 followed by a 3 x 3 convolution.
      normedConvolution(random, 6, 1, half),
      normedConvolution(random, 3, half, quarter),
      normedConvolution(random, 3, quarter, eighth),
    ],
    deep: [
      repeated(config.blocks[0], eighth),
      [separable(eighth, sixteenth), ...repeated(config.blocks[1], sixteenth)],
      [separable(sixteenth, last), ...repeated(config.blocks[2], last)],
    ],
    laterals: [quarter, eighth, sixteenth, last].map((channels) => pointwise(channels, pyramid)),
    merges: repeated(3, pyramid),
    neck: normedConvolution(random, 3, pyramid, pyramid),
    head: pointwise(pyramid, 5),
  };
}

/**
 * [batch, height, width, 1] ink, 0 to 1, both sides a multiple of 32 -> a quarter of each side
 */
export function detect(ink: Tensor4D, weights: DetectorWeights, pass: ForwardPass): Detection {
  return tf.tidy(() => {
    const features = backbone(ink, weights, pass);
    const merged = pyramid(features, weights, pass);
    const output = convolution(normed(merged, weights.neck, pass), weights.head);
    const [kernel, logDistances] = tf.split<Tensor4D>(output, [1, 4], 3);
    return { kernel, distances: tf.mul<Tensor4D>(tf.exp(logDistances), distanceUnit) };
  });
}

/** The distance that an untrained head predicts, in input pixels: half the height of an average word. */
const distanceUnit = 12;

/** Features at stride 4, 8, 16 and 32. */
export function backbone(ink: Tensor4D, weights: DetectorWeights, pass: ForwardPass): Tensor4D[] {
  let features = ink;
  const levels: Tensor4D[] = [];
  for (const block of weights.shallow) {
    features = normed(features, block, pass, [2, 2]);
    levels.push(features);
  }
  for (const [level, blocks] of weights.deep.entries()) {
    for (const [index, block] of blocks.entries()) {
      const halves = level > 0 && index === 0;
      features = depthwiseSeparable(features, block, pass, { stride: halves ? 2 : 1 });
    }
    if (level === 0) levels[2] = features;
    else levels.push(features);
  }
  return levels.slice(1);
}

/** From the coarsest level to the finest: upsample, add the finer level, apply a block. */
function pyramid(features: readonly Tensor4D[], weights: DetectorWeights, pass: ForwardPass): Tensor4D {
  const levels = features.map((feature, level) => convolution(feature, weights.laterals[level]));
  return weights.merges.reduce<Tensor4D>(
    (coarse, merge, index) => {
      const fine = levels[levels.length - 2 - index];
      return depthwiseSeparable(tf.add<Tensor4D>(upsample(coarse), fine), merge, pass);
    },
    levels[levels.length - 1],
  );
}

/**
 * `detect` in ONNX: from `ink` float32 [1, 1, height, width], both a multiple of 32, to `kernel` (logits) [1, 1,
 * height / 4, width / 4] and `distances` (input pixels; left, top, right, bottom) [1, 4, height / 4, width / 4].
 *
 * @param directions if it has them, they are `directions` (see there) [1, 4, height / 16, width / 16]
 * @returns the bytes of the .onnx file
 */
export function detectorOnnx(
  weights: DetectorWeights,
  metadata: DetectorMetadata,
  directions?: DirectionWeights,
): Uint8Array {
  const graph = createOnnxGraph('detector');
  const ink = graph.input('ink', [1, 1, 'height', 'width']);
  const features = backboneOnnx(graph, ink, weights);
  const merged = pyramidOnnx(graph, features, weights);
  const output = convolutionOnnx(graph, normedOnnx(graph, merged, weights.neck), weights.head);
  const logDistances = channelsOnnx(graph, output, 1, 5);
  const unit = graph.initializer('unit', [1], Float32Array.of(distanceUnit));
  const distances = graph.node('Mul', [graph.node('Exp', [logDistances]), unit]);
  graph.output('kernel', channelsOnnx(graph, output, 0, 1), [1, 1, 'rows', 'columns']);
  graph.output('distances', distances, [1, 4, 'rows', 'columns']);
  // Last, as a detector's convolutions are read back in order.
  if (directions !== undefined) {
    graph.output('directions', directionsOnnx(graph, features, directions), [
      1,
      directionPlanes,
      'wideRows',
      'wideColumns',
    ]);
  }
  return graph.encode(metadata);
}

function backboneOnnx(graph: OnnxGraph, ink: ValueName, weights: DetectorWeights): ValueName[] {
  let features = ink;
  const levels: ValueName[] = [];
  for (const block of weights.shallow) {
    features = normedOnnx(graph, features, block, [2, 2]);
    levels.push(features);
  }
  for (const [level, blocks] of weights.deep.entries()) {
    for (const [index, block] of blocks.entries()) {
      const halves = level > 0 && index === 0;
      features = depthwiseSeparableOnnx(graph, features, block, { stride: halves ? 2 : 1 });
    }
    if (level === 0) levels[2] = features;
    else levels.push(features);
  }
  return levels.slice(1);
}

function pyramidOnnx(graph: OnnxGraph, features: readonly ValueName[], weights: DetectorWeights): ValueName {
  const levels = features.map((feature, level) => convolutionOnnx(graph, feature, weights.laterals[level]));
  return weights.merges.reduce<ValueName>(
    (coarse, merge, index) => {
      const fine = levels[levels.length - 2 - index];
      const sum = graph.node('Add', [upsampleOnnx(graph, coarse), fine]);
      return depthwiseSeparableOnnx(graph, sum, merge);
    },
    levels[levels.length - 1],
  );
}

function channelsOnnx(graph: OnnxGraph, input: ValueName, start: number, end: number): ValueName {
  const index = (value: number): ValueName =>
    graph.initializer('index', [1], BigInt64Array.of(BigInt(value)));
  return graph.node('Slice', [input, index(start), index(end), index(1)]);
}
