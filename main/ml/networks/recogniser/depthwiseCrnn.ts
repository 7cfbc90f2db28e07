/**
 * A depthwise-separable CNN, max pooling over each column, bidirectional LSTM layers, CTC. After Puigcerver, "Are
 * multidimensional recurrent layers really necessary for handwritten text recognition?", 2017, with the column pooling
 * and the CTC shortcut of Retsinas et al., "Best practices for a handwritten text recognition system", 2022.
 */
import type { BidirectionalWeights } from '../../blocks/recurrent.ts';
import type { Random } from '../../../../shared/random.ts';
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
import { cellOf } from '../../blocks/cells.ts';
import { createDense, denseEach, denseOnnx, type DenseWeights } from '../../blocks/dense.ts';
import {
  createDepthwiseSeparable,
  depthwiseSeparable,
  depthwiseSeparableOnnx,
  type DepthwiseSeparableWeights,
} from '../../blocks/depthwiseSeparable.ts';
import { ctcLoss } from '../../ctc/loss.ts';
import type { ForwardPass } from '../../forwardPass.ts';
import type { OnnxGraph, ValueName } from '../../onnx/graph.ts';
import { type Tensor, type Tensor3D, type Tensor4D, tf } from '../../tf.ts';
import type { RecogniserBlock, RecogniserConfig } from './config.ts';
import {
  addDense,
  addRecurrentLayers,
  addNormalized,
  addSeparable,
  type GraphNode,
  type GraphReader,
  type StoredWeights,
} from '../../onnx/storedLayers.ts';

export type DepthwiseCrnnForm = Pick<
  RecogniserConfig,
  'classes' | 'stem' | 'blocks' | 'recurrent' | 'cell' | 'dense' | 'dropout'
>;

/** The part of the form that gives the columns. */
export type ColumnsForm = Pick<DepthwiseCrnnForm, 'stem' | 'blocks'>;

export type DepthwiseColumnWeights = {
  readonly stem: { readonly convolution: UnbiasedConvolutionWeights; readonly norm: BatchNormWeights };
  readonly blocks: readonly DepthwiseSeparableWeights[];
};

export type DepthwiseCrnnWeights = DepthwiseColumnWeights & {
  readonly dense?: DenseWeights;
  readonly recurrent: readonly BidirectionalWeights[];
  readonly head: DenseWeights;
  /**
   * A second output layer that bypasses the recurrent layers, so that the CNN learns from the first step. Only the
   * training of a new network needs it.
   */
  readonly shortcut?: ConvolutionWeights;
};

export interface Logits {
  /** [time, batch, classes], before the softmax. */
  readonly logits: Tensor3D;
  /** Logits of the shortcut; only while training with one. */
  readonly shortcut?: Tensor3D;
}

/** Weight of the shortcut head's loss (Retsinas et al., "Best practices for HTR", 2022). */
const shortcutWeight = 0.2;

/** Pooling of the first three blocks of the shipped recogniser; the others have none. */
const usualPools = [
  [2, 2],
  [2, 1],
  [2, 1],
] as const;

/** @param channels of the stem and of the blocks */
export function columnsForm([stem = 1, ...blocks]: readonly number[]): ColumnsForm {
  return {
    stem,
    blocks: blocks.map((count, index) => ({ channels: count, pool: usualPools[index] ?? [1, 1] })),
  };
}

export function createColumns(form: ColumnsForm, random: Random): DepthwiseColumnWeights {
  const channels = [form.stem, ...form.blocks.map((block) => block.channels)];
  return {
    stem: {
      convolution: createUnbiasedConvolution(random.fork('stem'), {
        height: 3,
        width: 3,
        channelsIn: 1,
        channelsOut: form.stem,
      }),
      norm: createBatchNorm(form.stem),
    },
    blocks: form.blocks.map((block, index) =>
      createDepthwiseSeparable(random.fork(`block ${index}`), {
        size: 3,
        channelsIn: channels[index],
        channelsOut: block.channels,
      }),
    ),
  };
}

export function createDepthwiseCrnn(
  form: DepthwiseCrnnForm,
  random: Random,
): DepthwiseCrnnWeights & Required<Pick<DepthwiseCrnnWeights, 'shortcut'>> {
  const columns = form.blocks.at(-1)?.channels ?? form.stem;
  const { dense: units } = form;
  const sequence = [units ?? columns, ...form.recurrent.map((hidden) => 2 * hidden)];
  return {
    ...createColumns(form, random),
    ...(units !== undefined && { dense: createDense(random.fork('dense'), columns, units) }),
    recurrent: form.recurrent.map((hidden, index) =>
      cellOf(form).create(random.fork(`recurrent ${index}`), sequence[index], hidden),
    ),
    head: createDense(random.fork('head'), sequence.at(-1) ?? columns, form.classes),
    shortcut: createConvolution(random.fork('shortcut'), {
      height: 1,
      width: 3,
      channelsIn: columns,
      channelsOut: form.classes,
    }),
  };
}

/** The names of its layers, from the image to the output. */
export function depthwiseCrnnLayers({ blocks, recurrent, dense }: DepthwiseCrnnForm): {
  readonly convolutions: readonly string[];
  readonly others: readonly string[];
} {
  return {
    convolutions: ['stem', ...blocks.map((_, index) => `blocks.${index}`)],
    others: [
      ...(dense === undefined ? [] : ['dense']),
      ...recurrent.map((_, index) => `recurrent.${index}`),
      'head',
    ],
  };
}

/** [batch, height, width, 1], ink 1 on paper 0 -> logits [width / 4, batch, classes] */
export function depthwiseCrnn(
  images: Tensor4D,
  weights: DepthwiseCrnnWeights,
  form: DepthwiseCrnnForm,
  pass: ForwardPass,
): Logits {
  return tf.tidy(() => {
    const columns = readColumns(images, weights, form, pass);
    let sequence: Tensor3D = tf.transpose(columns, [1, 0, 2]);
    if (weights.dense !== undefined) sequence = relu(denseEach(sequence, weights.dense));
    sequence = dropout(sequence, form.dropout, pass);
    for (const layer of weights.recurrent) {
      sequence = dropout(cellOf(form).run(sequence, layer), form.dropout, pass);
    }
    const logits = denseEach(sequence, weights.head);
    return pass.training && weights.shortcut !== undefined
      ? { logits, shortcut: readShortcut(columns, weights.shortcut) }
      : { logits };
  });
}

/** CTC loss, plus the weighted loss of the shortcut if there is one. */
export function lossOf({ logits, shortcut }: Logits, labels: readonly Int32Array[]): Tensor {
  const main = ctcLoss(logits, labels);
  return shortcut === undefined ? main : tf.add(main, tf.mul(ctcLoss(shortcut, labels), shortcutWeight));
}

/**
 * The CNN and max pooling over each column.
 *
 *   [batch, height, width, 1] -> [batch, width / 4, channels]
 */
export function readColumns(
  images: Tensor4D,
  { stem, blocks }: DepthwiseColumnWeights,
  form: ColumnsForm,
  pass: ForwardPass,
): Tensor3D {
  return tf.tidy(() => {
    let features = relu(normalizedConvolution(images, stem.convolution, stem.norm, pass, [2, 2]));
    for (const [index, block] of blocks.entries()) {
      features = depthwiseSeparable(features, block, pass, { pool: form.blocks[index]?.pool ?? [1, 1] });
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

/** `readColumns` at inference in ONNX, with folded batch norms: [batch, 1, height, width] -> [width / 4, batch, channels] */
export function columnsOnnx(
  graph: OnnxGraph,
  images: ValueName,
  weights: DepthwiseColumnWeights,
  form: ColumnsForm,
): ValueName {
  let features = graph.node('Relu', [
    convolutionOnnx(graph, images, weights.stem.convolution, {
      strides: [2, 2],
      affine: channelAffine(weights.stem.norm),
    }),
  ]);
  for (const [index, block] of weights.blocks.entries()) {
    features = depthwiseSeparableOnnx(graph, features, block, { pool: form.blocks[index]?.pool ?? [1, 1] });
  }
  const rows = graph.initializer('axes', [1], BigInt64Array.of(2n));
  const columns = graph.node('ReduceMax', [features, rows], { keepdims: { int: 0 } });
  // [batch, channels, time] -> [time, batch, channels]
  return graph.node('Transpose', [columns], { perm: [2, 0, 1] });
}

/** `depthwiseCrnn` at inference in ONNX. The result is the output `logits`. */
export function depthwiseCrnnOnnx(
  graph: OnnxGraph,
  images: ValueName,
  weights: DepthwiseCrnnWeights,
  form: DepthwiseCrnnForm,
): void {
  let sequence = columnsOnnx(graph, images, weights, form);
  if (weights.dense !== undefined) sequence = graph.node('Relu', [denseOnnx(graph, sequence, weights.dense)]);
  for (const layer of weights.recurrent) sequence = cellOf(form).onnx(graph, sequence, layer);
  graph.output('logits', denseOnnx(graph, sequence, weights.head), ['time', 'batch', form.classes]);
}

/** Not in the file, because dropout has no effect at inference. */
const usualDropout = 0.2;

/**
 * The form and the weights of what gives the columns in a file.
 *
 * @param weights to which its weights are added
 * @param convolutions its nodes
 */
export function readStoredColumns(
  graph: GraphReader,
  weights: StoredWeights,
  [stem, ...rest]: readonly GraphNode[],
): ColumnsForm {
  addNormalized(weights, 'stem.convolution', 'stem.norm', graph, stem);
  const blocks: RecogniserBlock[] = [];
  for (let at = 0; at < rest.length; at += 2) {
    const [depthwise, pointwise] = [rest[at], rest[at + 1]];
    addSeparable(weights, `blocks.${blocks.length}`, graph, [depthwise, pointwise]);
    blocks.push({ channels: channelsOf(graph, pointwise), pool: graph.poolAfter(depthwise) });
  }
  return { stem: channelsOf(graph, stem), blocks };
}

/** The same of a whole depthwise CRNN. @param convolutions its nodes, from the image to the columns */
export function readDepthwiseCrnn(
  graph: GraphReader,
  weights: StoredWeights,
  convolutions: readonly GraphNode[],
): Omit<DepthwiseCrnnForm, 'classes'> {
  const columns = readStoredColumns(graph, weights, convolutions);
  const recurrent = addRecurrentLayers(weights, graph);
  addDense(weights, 'head', graph, graph.all('MatMul').at(-1));
  const cell = graph.all('GRU').length > 0 ? 'gru' : undefined;
  const before = graph.between('ReduceMax', cell === 'gru' ? 'GRU' : 'LSTM', 'MatMul').at(0);
  if (before !== undefined) addDense(weights, 'dense', graph, before);
  const dense = weights.get('dense.bias')?.values.length;
  return { ...columns, recurrent, cell, dense, dropout: usualDropout };
}

export function channelsOf(graph: GraphReader, node: GraphNode | undefined): number {
  return graph.constant(node, 2).values.length;
}
