/**
 * CRNN: a VGG-like CNN that turns an image into a sequence of columns, two bidirectional LSTM layers, CTC. Shi, Bai and
 * Yao, "An end-to-end trainable neural network for image-based sequence recognition and its application to scene text
 * recognition", 2015, with a batch norm after each convolution as in MaybeShewill-CV's CRNN_Tensorflow.
 */
import { z } from 'zod';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import { networkOptionsSchema } from '../../../shared/networks.ts';
import { createRandom, type Random } from '../../../shared/random.ts';
import { dropout, relu } from '../blocks/activations.ts';
import { type BatchNormWeights, channelAffine, createBatchNorm } from '../blocks/batchNorm.ts';
import {
  convolutionOnnx,
  createUnbiasedConvolution,
  maxPool,
  maxPoolOnnx,
  normalizedConvolution,
  type Strides,
  type UnbiasedConvolutionWeights,
} from '../blocks/convolution.ts';
import { createDense, dense, denseOnnx, type DenseWeights } from '../blocks/dense.ts';
import {
  bidirectionalLstm,
  bidirectionalLstmOnnx,
  type BidirectionalLstmWeights,
  createBidirectionalLstm,
} from '../blocks/lstm.ts';
import {
  bidirectionalGru,
  bidirectionalGruOnnx,
  type BidirectionalGruWeights,
  createBidirectionalGru,
} from '../blocks/gru.ts';
import { ctcLoss } from '../ctc/loss.ts';
import { type ForwardPass, readingPass } from '../forwardPass.ts';
import { createOnnxGraph, type OnnxGraph, type ValueName } from '../onnx/graph.ts';
import {
  type GraphReader,
  addDense,
  addGru,
  addLstm,
  addNormalized,
  type StoredWeights,
} from '../onnx/storedLayers.ts';
import { type Tensor2D, type Tensor3D, type Tensor4D, tf } from '../tf.ts';
import type { Network, NetworkKind } from './network.ts';

/** The options of the form, with the paper's values. */
export const crnnOptionsSchema = z.strictObject({
  /** Channels of the seven convolutions. */
  channels: z.array(z.number().int().min(1).max(2048)).length(7).default([64, 128, 256, 256, 512, 512, 512]),
  /** Units of each direction of the two LSTM layers. */
  hidden: z.number().int().min(1).max(2048).default(256),
});

/** Those of the network with CTC. */
const ctcOptionsSchema = crnnOptionsSchema.extend({
  /** Units of a dense layer before the recurrent layers, which has none by default: `time_dense_size` of CRNN_OCR_lite. */
  dense: z.number().int().min(1).max(2048).optional(),
  /** LSTM by default: `--GRU` of CRNN_OCR_lite. */
  cell: z.enum(['lstm', 'gru']).optional(),
});

export interface CrnnConfig extends z.infer<typeof ctcOptionsSchema> {
  readonly network: 'crnn';
  /** 32: the five reductions of the CNN leave one row. */
  readonly height: number;
  readonly widths: readonly number[];
  readonly classes: number;
  readonly dropout: number;
}

function crnnConfig(options: unknown, classes: number, rate: number): CrnnConfig {
  return {
    network: 'crnn',
    height: 32,
    widths: Array.from({ length: 14 }, (_, index) => 32 * (index + 1)),
    classes,
    dropout: rate,
    ...ctcOptionsSchema.parse(options),
  };
}

/** Rows and columns of the max pooling after each convolution; [1, 1] for none. The last convolution halves the rows. */
const pools: readonly Strides[] = [
  [2, 2],
  [2, 2],
  [1, 1],
  [2, 1],
  [1, 1],
  [2, 1],
  [1, 1],
];
const lastSize = 2;
const lastStrides: Strides = [2, 1];

export type CnnWeights = readonly {
  readonly convolution: UnbiasedConvolutionWeights;
  readonly norm: BatchNormWeights;
}[];

export interface CrnnWeights {
  readonly cnn: CnnWeights;
  readonly dense?: DenseWeights;
  readonly recurrent: readonly (BidirectionalLstmWeights | BidirectionalGruWeights)[];
  readonly head: DenseWeights;
}

function createCrnn(
  { channels, hidden, classes, dense: units, cell }: CrnnConfig,
  random: Random,
): CrnnWeights {
  const columns = channels[channels.length - 1];
  const createLayer = cell === 'gru' ? createBidirectionalGru : createBidirectionalLstm;
  return {
    cnn: createCnn(channels, random),
    ...(units !== undefined && { dense: createDense(random.fork('dense'), columns, units) }),
    recurrent: [units ?? columns, 2 * hidden].map((channelsIn, index) =>
      createLayer(random.fork(`recurrent ${index}`), channelsIn, hidden),
    ),
    head: createDense(random.fork('head'), 2 * hidden, classes),
  };
}

function crnnNetwork(weights: CrnnWeights, config: CrnnConfig): Network {
  const read = (images: Tensor4D, pass: ForwardPass): Tensor3D => crnnLogits(images, weights, config, pass);
  return {
    config,
    weights,
    layers: {
      convolutions: weights.cnn.map((_, index) => `cnn.${index}`),
      others: [...(weights.dense === undefined ? [] : ['dense']), 'recurrent.0', 'recurrent.1', 'head'],
    },
    loss: ({ images, labels }, pass) => ctcLoss(read(images, pass), labels),
    logits: (images) => read(images, readingPass(createRandom(0))),
    rectify: (images) => images.clone(),
    onnx: (metadata) => crnnOnnx(weights, config, metadata),
  };
}

/** [batch, 32, width, 1] -> [width / 4, batch, classes] */
function crnnLogits(
  images: Tensor4D,
  { cnn, dense: before, recurrent, head }: CrnnWeights,
  { dropout: rate, cell }: CrnnConfig,
  pass: ForwardPass,
): Tensor3D {
  return tf.tidy((): Tensor3D => {
    let sequence = tf.transpose(cnnColumns(images, cnn, pass), [1, 0, 2]);
    if (before !== undefined) sequence = relu(eachStep(sequence, before));
    const run = cell === 'gru' ? bidirectionalGru : bidirectionalLstm;
    for (const layer of recurrent) sequence = dropout(run(sequence, layer), rate, pass);
    return eachStep(sequence, head);
  });
}

/** A dense layer on each step of a sequence: [time, batch, channels] -> [time, batch, units] */
function eachStep(sequence: Tensor3D, weights: DenseWeights): Tensor3D {
  const [time, batch, channels] = sequence.shape;
  const flat: Tensor2D = tf.reshape(sequence, [time * batch, channels]);
  return tf.reshape(dense(flat, weights), [time, batch, -1]);
}

export function createCnn(channels: readonly number[], random: Random): CnnWeights {
  return channels.map((channelsOut, index) => {
    const size = index === channels.length - 1 ? lastSize : 3;
    const channelsIn = index === 0 ? 1 : channels[index - 1];
    return {
      convolution: createUnbiasedConvolution(random.fork(`cnn ${index}`), {
        height: size,
        width: size,
        channelsIn,
        channelsOut,
      }),
      norm: createBatchNorm(channelsOut),
    };
  });
}

/** [batch, 32, width, 1] -> [batch, width / 4, channels] */
export function cnnColumns(images: Tensor4D, cnn: CnnWeights, pass: ForwardPass): Tensor3D {
  return tf.tidy(() => {
    let features = images;
    for (const [index, { convolution, norm }] of cnn.entries()) {
      const strides: Strides = index === cnn.length - 1 ? lastStrides : [1, 1];
      features = relu(normalizedConvolution(features, convolution, norm, pass, strides));
      features = maxPool(features, pools[index]);
    }
    return tf.squeeze<Tensor3D>(features, [1]);
  });
}

/** `cnnColumns` in ONNX: [batch, 1, 32, width] -> [width / 4, batch, channels] */
export function cnnColumnsOnnx(graph: OnnxGraph, image: ValueName, cnn: CnnWeights): ValueName {
  let features = image;
  for (const [index, { convolution, norm }] of cnn.entries()) {
    const strides: Strides = index === cnn.length - 1 ? lastStrides : [1, 1];
    const affine = channelAffine(norm);
    features = graph.node('Relu', [convolutionOnnx(graph, features, convolution, { strides, affine })]);
    features = maxPoolOnnx(graph, features, pools[index]);
  }
  const rows = graph.initializer('rows', [1], BigInt64Array.of(2n));
  return graph.node('Transpose', [graph.node('Squeeze', [features, rows])], { perm: [2, 0, 1] });
}

function crnnOnnx(weights: CrnnWeights, config: CrnnConfig, metadata: RecogniserMetadata): Uint8Array {
  const graph = createOnnxGraph('crnn');
  let sequence = cnnColumnsOnnx(
    graph,
    graph.input('image', ['batch', 1, config.height, 'width']),
    weights.cnn,
  );
  if (weights.dense !== undefined) sequence = graph.node('Relu', [denseOnnx(graph, sequence, weights.dense)]);
  const write = config.cell === 'gru' ? bidirectionalGruOnnx : bidirectionalLstmOnnx;
  for (const layer of weights.recurrent) sequence = write(graph, sequence, layer);
  graph.output('logits', denseOnnx(graph, sequence, weights.head), ['time', 'batch', config.classes]);
  return graph.encode(metadata);
}

/** The weights in a file that `crnnOnnx` has written. */
function readCrnnWeights(graph: GraphReader): StoredWeights {
  const weights = readCnnWeights(graph);
  for (const [index, node] of graph.all('LSTM').entries())
    addLstm(weights, `recurrent.${index}`, graph, node);
  for (const [index, node] of graph.all('GRU').entries()) addGru(weights, `recurrent.${index}`, graph, node);
  const [first, ...others] = graph.all('MatMul');
  if (others.length > 0) addDense(weights, 'dense', graph, first);
  addDense(weights, 'head', graph, others.at(-1) ?? first);
  return weights;
}

export function readCnnWeights(graph: GraphReader): StoredWeights {
  const weights: StoredWeights = new Map();
  for (const [index, node] of graph.all('Conv').entries()) {
    addNormalized(weights, `cnn.${index}.convolution`, `cnn.${index}.norm`, graph, node);
  }
  return weights;
}

export const crnnKind: NetworkKind<CrnnConfig> = {
  config: crnnConfig,
  build: (config, random) => crnnNetwork(createCrnn(config, random), config),
  inFile: (config) => ({
    name: 'crnn',
    options: networkOptionsSchema.parse(ctcOptionsSchema.strip().parse(config)),
  }),
  read(graph, { network, widths }, classes) {
    const config = { ...crnnConfig(network?.options, classes, 0), widths };
    return { config, weights: readCrnnWeights(graph) };
  },
};
