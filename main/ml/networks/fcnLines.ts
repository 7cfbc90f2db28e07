/**
 * Finds the lines of a page: for each pixel whether it is background, in an odd or in an even line, so that lines that
 * touch stay apart. The fully convolutional network of text-recognizer-pro: seven residual blocks of two 7 x 7
 * convolutions (He et al., "Deep residual learning for image recognition", 2016) with dilations 3 and 7 (Yu, Koltun,
 * "Multi-scale context aggregation by dilated convolutions", 2016), no pooling and no batch norm. An output sees
 * 493 x 493 pixels.
 */
import { z } from 'zod';
import type { LinesMetadata } from '../../../shared/contract/model.ts';
import type { Random } from '../../../shared/random.ts';
import { relu } from '../blocks/activations.ts';
import {
  convolution,
  convolutionOnnx,
  type ConvolutionWeights,
  createConvolution,
} from '../blocks/convolution.ts';
import { lineClasses } from '../detection/lineMasks.ts';
import { createOnnxGraph, type ValueName } from '../onnx/graph.ts';
import { type Scalar, type Tensor3D, type Tensor4D, tf } from '../tf.ts';

/** Dilation of both convolutions of each block. */
const dilations = [3, 3, 7, 7, 7, 7, 7] as const;
/** Both sides of an input are multiples of this, which every dilation divides. */
export const fcnMultiple = 21;
const kernelSize = 7;

const optionsSchema = z.strictObject({
  /** Of every convolution but the last. */
  channels: z.number().int().min(1).max(256).default(16),
  /** Longer side of the scaled page, in pixels. */
  longSide: z
    .number()
    .int()
    .min(fcnMultiple)
    .max(2048)
    .multipleOf(fcnMultiple, `not a multiple of ${fcnMultiple}`)
    .default(252),
});
export type FcnLinesConfig = z.infer<typeof optionsSchema>;

/** @throws ZodError for options that it does not have */
export function fcnLinesConfig(options: unknown): FcnLinesConfig {
  return optionsSchema.parse(options);
}

export type FcnLinesWeights = {
  readonly blocks: readonly {
    readonly first: ConvolutionWeights;
    readonly second: ConvolutionWeights;
    /** 1 x 1, beside both. */
    readonly shortcut: ConvolutionWeights;
  }[];
  /** 1 x 1, to the classes. */
  readonly head: ConvolutionWeights;
};

export function createFcnLines({ channels }: FcnLinesConfig, random: Random): FcnLinesWeights {
  const square = (name: string, size: number, channelsIn: number, channelsOut: number): ConvolutionWeights =>
    createConvolution(random.fork(name), { height: size, width: size, channelsIn, channelsOut });
  return {
    blocks: dilations.map((_, index) => {
      const channelsIn = index === 0 ? 1 : channels;
      return {
        first: square(`first ${index}`, kernelSize, channelsIn, channels),
        second: square(`second ${index}`, kernelSize, channels, channels),
        shortcut: square(`shortcut ${index}`, 1, channelsIn, channels),
      };
    }),
    head: square('head', 1, channels, lineClasses),
  };
}

/**
 * [batch, height, width, 1], ink 1 on paper 0, both sides multiples of 21 -> logits [batch, height, width, 3]
 */
export function fcnLines(pages: Tensor4D, { blocks, head }: FcnLinesWeights): Tensor4D {
  return tf.tidy(() => {
    let features = pages;
    let apart = 1;
    for (const [index, { first, second, shortcut }] of blocks.entries()) {
      const dilation = dilations[index] ?? 1;
      if (dilation !== apart) features = takeApart(joinUp(features, apart), dilation);
      apart = dilation;
      // [batch * dilation^2, height / dilation, width / dilation, channels]
      const inner = convolution(relu(convolution(features, first)), second);
      features = relu(tf.add<Tensor4D>(inner, convolution(features, shortcut)));
    }
    return convolution(joinUp(features, apart), head);
  });
}

const unpadded = [
  [0, 0],
  [0, 0],
];

/**
 * Every `dilation`-th pixel as an image of its own, on which a plain convolution is a dilated one of the whole:
 * TensorFlow.js has no gradient of dilated convolutions.
 */
function takeApart(images: Tensor4D, dilation: number): Tensor4D {
  if (dilation === 1) return images;
  return tf.spaceToBatchND(images, [dilation, dilation], unpadded);
}

function joinUp(images: Tensor4D, dilation: number): Tensor4D {
  if (dilation === 1) return images;
  return tf.batchToSpaceND(images, [dilation, dilation], unpadded);
}

/**
 * Cross-entropy in nats, mean over the pixels.
 *
 * @param logits [batch, height, width, 3]
 * @param classes [batch, height, width], integers
 */
export function fcnLinesLoss(logits: Tensor4D, classes: Tensor3D): Scalar {
  return tf.tidy(() => {
    const truth = tf.oneHot(classes, lineClasses);
    return tf.neg(tf.mean<Scalar>(tf.sum(tf.mul(truth, tf.logSoftmax(logits)), 3)));
  });
}

/**
 * The bytes of an .onnx file. Input: `image` float32 [1, 1, height, width], ink 1 on paper 0, both sides multiples of
 * 21; output: `classes` float32 [1, 3, height, width], the probabilities of background, odd and even lines.
 */
export function fcnLinesOnnx({ blocks, head }: FcnLinesWeights, metadata: LinesMetadata): Uint8Array {
  const graph = createOnnxGraph('fcn-lines');
  let features: ValueName = graph.input('image', [1, 1, 'height', 'width']);
  for (const [index, { first, second, shortcut }] of blocks.entries()) {
    const dilation = dilations[index] ?? 1;
    const dilated = { dilations: [dilation, dilation], isPadded: true } as const;
    const inner = graph.node('Relu', [convolutionOnnx(graph, features, first, dilated)]);
    const sum = [convolutionOnnx(graph, inner, second, dilated), convolutionOnnx(graph, features, shortcut)];
    features = graph.node('Relu', [graph.node('Add', sum)]);
  }
  const logits = convolutionOnnx(graph, features, head);
  graph.output('classes', graph.node('Softmax', [logits], { axis: { int: 1 } }), [
    1,
    lineClasses,
    'height',
    'width',
  ]);
  return graph.encode(metadata);
}
