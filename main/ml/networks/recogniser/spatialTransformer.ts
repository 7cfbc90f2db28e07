import type { Random } from '../../../../shared/random.ts';
import { relu } from '../../blocks/activations.ts';
import {
  convolution,
  convolutionOnnx,
  type ConvolutionWeights,
  createConvolution,
} from '../../blocks/convolution.ts';
import { createDense, dense, denseOnnx, type DenseWeights } from '../../blocks/dense.ts';
import { type Tensor2D, type Tensor4D, tf, withGradient } from '../../tf.ts';
import { applyTransformArrays } from '../../fast/applyTransform.ts';
import { hasArrayForms } from '../../fast/tensorflowOp.ts';
import type { OnnxGraph, ValueName } from '../../onnx/graph.ts';

/**
 * A spatial transformer: straightens a word by an affine transform, which a small network predicts. Jaderberg et
 * al., "Spatial transformer networks", 2015.
 *
 * Coordinates are relative to the image's centre, in units of half its height, so that the same numbers mean the
 * same slant in an image of any width.
 */

export type TransformerWeights = {
  /** 3 x 3 convolutions with stride 2. */
  readonly localisation: readonly ConvolutionWeights[];
  readonly hidden: DenseWeights;
  /** Output layer: the six numbers of the transform, row by row. */
  readonly transform: DenseWeights;
};

/** Units of the layer before the transform. */
const hiddenUnits = 32;

/** x' = x, y' = y: the transform of an untrained network. */
const identity = [1, 0, 0, 0, 1, 0];

/** @param channels of the convolutions of the localisation network */
export function createTransformer(random: Random, channels: readonly number[]): TransformerWeights {
  const localisation = channels.map((channelsOut, index) =>
    createConvolution(random, {
      height: 3,
      width: 3,
      channelsIn: index === 0 ? 1 : channels[index - 1],
      channelsOut,
    }),
  );
  return {
    localisation,
    hidden: createDense(random, channels.at(-1) ?? 1, hiddenUnits),
    transform: tf.tidy(() => ({
      kernel: tf.variable(tf.zeros<tf.Rank.R2>([hiddenUnits, identity.length])),
      bias: tf.variable(tf.tensor1d(identity)),
    })),
  };
}

/**
 * Predicts the transform and applies it.
 *
 *   [batch, height, width, 1] -> same
 */
export function straighten(images: Tensor4D, weights: TransformerWeights): Tensor4D {
  return tf.tidy(() => applyTransform(images, findTransform(images, weights)));
}

/**
 * The localisation network: predicts the transform from positions in the straightened image to positions in the
 * input.
 *
 *   [batch, height, width, 1] -> [batch, 6]
 */
export function findTransform(images: Tensor4D, weights: TransformerWeights): Tensor2D {
  return tf.tidy(() => {
    let features: Tensor4D = tf.avgPool(images, 2, 2, 'valid');
    for (const layer of weights.localisation) features = relu(convolution(features, layer, [2, 2]));
    const pooled: Tensor2D = tf.mean(features, [1, 2]);
    return dense(relu(dense(pooled, weights.hidden)), weights.transform);
  });
}

/**
 * Samples each image at the transformed positions.
 *
 *   [batch, height, width, 1], [batch, 6] -> [batch, height, width, 1]
 */
export function applyTransform(images: Tensor4D, transform: Tensor2D): Tensor4D {
  return (hasArrayForms() ? applyTransformArrays : generalApplyTransform)(images, transform);
}

/** The form of `applyTransform` for any backend. */
export function generalApplyTransform(images: Tensor4D, transform: Tensor2D): Tensor4D {
  const [batch, height, width] = images.shape;
  return tf.tidy(() => {
    const places = tf.matMul(tf.reshape(transform, [batch * 2, 3]), outputPlaces(height, width));
    // [batch * 2, height * width] -> x and y, each [batch, height * width], in pixels
    const pixels = tf.reshape(tf.mul(places, height / 2), [batch, 2, height * width]);
    const [x, y] = tf.unstack(pixels, 1) as [Tensor2D, Tensor2D];
    const sampled = sampleBilinear(images, tf.add(x, (width - 1) / 2), tf.add(y, (height - 1) / 2));
    return tf.reshape(sampled, [batch, height, width, 1]);
  });
}

/** Homogeneous coordinates x, y, 1 of the centres of all pixels, [3, height * width]. */
function outputPlaces(height: number, width: number): Tensor2D {
  const axis = (length: number): number[] =>
    Array.from({ length }, (_, at) => (at + 0.5 - length / 2) / (height / 2));
  const columns = tf.tile(tf.tensor2d(axis(width), [1, width]), [height, 1]);
  const rows = tf.tile(tf.tensor2d(axis(height), [height, 1]), [1, width]);
  return tf.reshape(tf.stack([columns, rows, tf.onesLike(rows)]), [3, height * width]);
}

/** `straighten` in ONNX, over [batch, 1, height, width]. */
export function straightenOnnx(
  graph: OnnxGraph,
  images: ValueName,
  weights: TransformerWeights,
  height: number,
): ValueName {
  let features = graph.node('AveragePool', [images], { kernel_shape: [2, 2], strides: [2, 2] });
  for (const layer of weights.localisation) {
    features = graph.node('Relu', [convolutionOnnx(graph, features, layer, { strides: [2, 2] })]);
  }
  const axes = graph.initializer('axes', [2], BigInt64Array.of(2n, 3n));
  const pooled = graph.node('ReduceMean', [features, axes], { keepdims: { int: 0 } });
  const hidden = graph.node('Relu', [denseOnnx(graph, pooled, weights.hidden)]);
  const transform = graph.node('Reshape', [
    denseOnnx(graph, hidden, weights.transform),
    graph.initializer('shape', [3], BigInt64Array.of(-1n, 2n, 3n)),
  ]);

  const size = graph.node('Shape', [images]);
  const grid = graph.node('AffineGrid', [inOnnxUnits(graph, transform, size, height), size], {
    align_corners: { int: 0 },
  });
  return graph.node('GridSample', [images, grid], { mode: 'linear', padding_mode: 'zeros' });
}

/**
 * ONNX measures x in units of half the width: the entry from y to x is multiplied by height / width, the entry from
 * x to y by width / height.
 */
function inOnnxUnits(graph: OnnxGraph, transform: ValueName, size: ValueName, height: number): ValueName {
  const last = graph.initializer('last', [1], BigInt64Array.of(3n));
  const width = graph.node('Cast', [graph.node('Gather', [size, last])], { to: { int: 1 } });
  const heights = graph.initializer('height', [1], Float32Array.of(height));
  const ratio = graph.node('Div', [heights, width]);
  const inverse = graph.node('Div', [width, heights]);
  const one = graph.initializer('one', [1], Float32Array.of(1));
  const factors = graph.node('Concat', [one, ratio, ratio, inverse, one, one], { axis: { int: 0 } });
  const shape = graph.initializer('shape', [2], BigInt64Array.of(2n, 3n));
  return graph.node('Mul', [transform, graph.node('Reshape', [factors, shape])]);
}

/** Zero padding, so that positions up to a pixel outside the image interpolate to 0 without a mask. */
const border: [number, number][] = [
  [0, 0],
  [1, 2],
  [1, 2],
  [0, 0],
];

/**
 * Bilinear sampling with `gather`; outside the image the value is 0. Only the positions have a gradient, because
 * the image is the network's input, so that no scatter is needed.
 *
 *   [batch, height, width, 1] at two of [batch, places] -> [batch, places]
 *
 * @param x columns to sample, in pixels: 0 is the centre of the first column
 * @param y rows to sample, in the same units
 */
export function sampleBilinear(image: Tensor4D, x: Tensor2D, y: Tensor2D): Tensor2D {
  const [, height, width] = image.shape;
  return tf.tidy(() => {
    // Clipped outside of the custom gradient, so that positions beyond the padding get no gradient.
    const clippedX: Tensor2D = tf.clipByValue(x, -1, width);
    const clippedY: Tensor2D = tf.clipByValue(y, -1, height);
    return withGradient<Tensor2D>(
      [clippedX, clippedY],
      (save) => {
        const { corners, right, down } = readCorners(image, clippedX, clippedY);
        const [topLeft, topRight, bottomLeft, bottomRight] = corners;
        const topSlope = tf.sub(topRight, topLeft);
        const bottomSlope = tf.sub(bottomRight, bottomLeft);
        const top = tf.add(topLeft, tf.mul(right, topSlope));
        const bottom = tf.add(bottomLeft, tf.mul(right, bottomSlope));
        const verticalSlope = tf.sub(bottom, top);
        const horizontalSlope = tf.add(topSlope, tf.mul(down, tf.sub(bottomSlope, topSlope)));
        save([horizontalSlope, verticalSlope]);
        return tf.add(top, tf.mul(down, verticalSlope));
      },
      (gradient, slopes) => slopes.map((slope) => tf.mul(gradient, slope)),
    );
  });
}

function readCorners(image: Tensor4D, x: Tensor2D, y: Tensor2D) {
  const padded = tf.pad(image, border);
  const [batch, rows, columns] = padded.shape;
  const left = tf.floor(x);
  const top = tf.floor(y);
  // Index of pixel (0, 0) of each sample in the padded images.
  const starts = Int32Array.from({ length: batch }, (_, sample) => (sample * rows + 1) * columns + 1);
  const rowStarts = tf.mul(tf.cast(top, 'int32'), tf.scalar(columns, 'int32'));
  const inImage = tf.add(rowStarts, tf.cast(left, 'int32'));
  const topLeft = tf.add(inImage, tf.tensor2d(starts, [batch, 1]));
  // Each pixel together with its three neighbours, so that one `gather` reads all four corners of a position.
  const flat = padded.reshape([padded.size]);
  const shifted = [0, 1, columns, columns + 1].map((offset) => tf.pad(tf.slice(flat, offset), [[0, offset]]));
  const gathered = tf.gather(tf.stack(shifted, 1), tf.reshape(topLeft, [-1]));
  const corner = (index: number): Tensor2D => tf.reshape(tf.slice(gathered, [0, index], [-1, 1]), x.shape);
  return {
    /** Top left, top right, bottom left and bottom right pixel around each position, each [batch, places]. */
    corners: [corner(0), corner(1), corner(2), corner(3)],
    /** Weight of the right corners, 0 to 1. */
    right: tf.sub(x, left),
    /** Weight of the bottom corners, 0 to 1. */
    down: tf.sub(y, top),
  };
}
