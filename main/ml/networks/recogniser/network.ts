import type { RecogniserMetadata } from '../../../../shared/contract/model.ts';
import { createRandom, type Random } from '../../../../shared/random.ts';
import { dropout, relu } from '../../blocks/activations.ts';
import { type BatchNormWeights, channelAffine, createBatchNorm } from '../../blocks/batchNorm.ts';
import {
  convolution,
  convolutionOnnx,
  type ConvolutionWeights,
  createConvolution,
  createUnbiasedConvolution,
  normalizedConvolution,
  type UnbiasedConvolutionWeights,
} from '../../blocks/convolution.ts';
import { createDense, dense, denseOnnx, type DenseWeights } from '../../blocks/dense.ts';
import {
  createDepthwiseSeparable,
  depthwiseSeparable,
  depthwiseSeparableOnnx,
  type DepthwiseSeparableWeights,
} from '../../blocks/depthwiseSeparable.ts';
import {
  bidirectionalLstm,
  bidirectionalLstmOnnx,
  type BidirectionalLstmWeights,
  createBidirectionalLstm,
} from '../../blocks/lstm.ts';
import { type ForwardPass, readingPass } from '../../forwardPass.ts';
import { ctcLoss } from '../../ctc/loss.ts';
import { createOnnxGraph } from '../../onnx/graph.ts';
import { type Tensor2D, type Tensor3D, type Tensor4D, tf } from '../../tf.ts';
import type { Network } from '../network.ts';
import type { RecogniserConfig } from './config.ts';
import {
  createTransformer,
  straighten,
  straightenOnnx,
  type TransformerWeights,
} from './spatialTransformer.ts';

/**
 * The recogniser of words: a spatial transformer, a depthwise-separable CNN, max pooling over each column, two
 * bidirectional LSTM layers, CTC. After Puigcerver, "Are multidimensional recurrent layers really necessary for
 * handwritten text recognition?", 2017, with the column pooling and the CTC shortcut of Retsinas et al., "Best
 * practices for a handwritten text recognition system", 2022.
 */

export type ReadingWeights = {
  readonly transformer: TransformerWeights;
  readonly stem: { readonly convolution: UnbiasedConvolutionWeights; readonly norm: BatchNormWeights };
  readonly blocks: readonly DepthwiseSeparableWeights[];
  readonly recurrent: readonly BidirectionalLstmWeights[];
  readonly head: DenseWeights;
};

export type RecogniserWeights = ReadingWeights & {
  /**
   * A second output layer that bypasses the recurrent layers, so that the CNN learns from the first step. Only
   * pretraining needs it.
   */
  readonly shortcut?: ConvolutionWeights;
};

export interface Recognition {
  /** [time, batch, classes], before the softmax. */
  readonly logits: Tensor3D;
  /** Logits of the shortcut; only while training with one. */
  readonly shortcut?: Tensor3D;
  /** Output of the spatial transformer, [batch, height, width, 1]. */
  readonly rectified: Tensor4D;
}

/** Weight of the shortcut head's loss (Retsinas et al., "Best practices for HTR", 2022). */
const shortcutWeight = 0.2;

/** The recogniser as the registry has it. */
export function recogniserNetwork(weights: RecogniserWeights, config: RecogniserConfig): Network {
  return {
    config,
    weights,
    layers: {
      convolutions: ['transformer', 'stem', ...config.blocks.map((_, index) => `blocks.${index}`)],
      others: [...config.recurrent.map((_, index) => `recurrent.${index}`), 'head'],
    },
    /** CTC loss, plus the weighted loss of the shortcut if there is one. */
    loss({ images, labels }, pass) {
      const { logits, shortcut } = recognise(images, weights, config, pass);
      const main = ctcLoss(logits, labels);
      return shortcut === undefined ? main : tf.add(main, tf.mul(ctcLoss(shortcut, labels), shortcutWeight));
    },
    logits: (images) => recognise(images, weights, config, readingPass(createRandom(0))).logits,
    rectify: (images) => straighten(images, weights.transformer),
    onnx: (metadata) => recogniserOnnx(weights, config, metadata),
  };
}

export function createRecogniser(config: RecogniserConfig, random: Random): Required<RecogniserWeights> {
  const channels = [config.stem, ...config.blocks.map((block) => block.channels)];
  const columns = channels.at(-1) ?? config.stem;
  const sequence = [columns, ...config.recurrent.map((hidden) => 2 * hidden)];
  return {
    transformer: createTransformer(random.fork('transformer'), config.localisation),
    stem: {
      convolution: createUnbiasedConvolution(random.fork('stem'), {
        height: 3,
        width: 3,
        channelsIn: 1,
        channelsOut: config.stem,
      }),
      norm: createBatchNorm(config.stem),
    },
    blocks: config.blocks.map((block, index) =>
      createDepthwiseSeparable(random.fork(`block ${index}`), {
        size: 3,
        channelsIn: channels[index],
        channelsOut: block.channels,
      }),
    ),
    recurrent: config.recurrent.map((hidden, index) =>
      createBidirectionalLstm(random.fork(`recurrent ${index}`), sequence[index], hidden),
    ),
    head: createDense(random.fork('head'), sequence.at(-1) ?? columns, config.classes),
    shortcut: createConvolution(random.fork('shortcut'), {
      height: 1,
      width: 3,
      channelsIn: columns,
      channelsOut: config.classes,
    }),
  };
}

/**
 * Reads words.
 *
 *   [batch, height, width, 1], ink 1 on paper 0 -> logits [width / 4, batch, classes]
 */
export function recognise(
  images: Tensor4D,
  weights: RecogniserWeights,
  config: RecogniserConfig,
  pass: ForwardPass,
): Recognition {
  return tf.tidy(() => {
    const rectified = straighten(images, weights.transformer);
    const columns = readColumns(rectified, weights, config, pass);
    let sequence = dropout(tf.transpose(columns, [1, 0, 2]), config.dropout, pass);
    for (const layer of weights.recurrent) {
      sequence = dropout(bidirectionalLstm(sequence, layer), config.dropout, pass);
    }
    const [time, batch, channels] = sequence.shape;
    const flat: Tensor2D = tf.reshape(sequence, [time * batch, channels]);
    const logits: Tensor3D = tf.reshape(dense(flat, weights.head), [time, batch, config.classes]);
    return pass.training && weights.shortcut !== undefined
      ? { logits, rectified, shortcut: readShortcut(columns, weights.shortcut) }
      : { logits, rectified };
  });
}

/**
 * The CNN and max pooling over each column.
 *
 *   [batch, height, width, 1] -> [batch, width / 4, channels]
 */
function readColumns(
  images: Tensor4D,
  { stem, blocks }: ReadingWeights,
  config: RecogniserConfig,
  pass: ForwardPass,
): Tensor3D {
  return tf.tidy(() => {
    let features = relu(normalizedConvolution(images, stem.convolution, stem.norm, pass, [2, 2]));
    for (const [index, block] of blocks.entries()) {
      features = depthwiseSeparable(features, block, pass, { pool: config.blocks[index]?.pool ?? [1, 1] });
    }
    return tf.max<Tensor3D>(features, 1);
  });
}

/**
 * The shortcut: a convolution over each column and its neighbours.
 *
 *   [batch, time, channels] -> [time, batch, classes]
 */
function readShortcut(columns: Tensor3D, weights: ConvolutionWeights): Tensor3D {
  return tf.tidy(() => {
    const logits = convolution(tf.expandDims(columns, 1), weights);
    return tf.transpose(tf.squeeze<Tensor3D>(logits, [1]), [1, 0, 2]);
  });
}

/**
 * The bytes of an .onnx file that computes `recognise` at inference, with folded batch norms. Input: `image`
 * float32 [batch, 1, height, width]; output: `logits` float32 [time, batch, classes].
 */
export function recogniserOnnx(
  weights: RecogniserWeights,
  config: RecogniserConfig,
  metadata: RecogniserMetadata,
): Uint8Array {
  const graph = createOnnxGraph('recogniser');
  const images = graph.input('image', ['batch', 1, config.height, 'width']);
  const rectified = straightenOnnx(graph, images, weights.transformer, config.height);

  let features = graph.node('Relu', [
    convolutionOnnx(graph, rectified, weights.stem.convolution, {
      strides: [2, 2],
      affine: channelAffine(weights.stem.norm),
    }),
  ]);
  for (const [index, block] of weights.blocks.entries()) {
    features = depthwiseSeparableOnnx(graph, features, block, { pool: config.blocks[index]?.pool ?? [1, 1] });
  }

  const rows = graph.initializer('axes', [1], BigInt64Array.of(2n));
  const columns = graph.node('ReduceMax', [features, rows], { keepdims: { int: 0 } });
  // [batch, channels, time] -> [time, batch, channels]
  let sequence = graph.node('Transpose', [columns], { perm: [2, 0, 1] });
  for (const layer of weights.recurrent) sequence = bidirectionalLstmOnnx(graph, sequence, layer);
  graph.output('logits', denseOnnx(graph, sequence, weights.head), ['time', 'batch', config.classes]);
  return graph.encode(metadata);
}
