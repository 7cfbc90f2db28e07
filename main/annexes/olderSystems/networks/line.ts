/**
 * Recognisers of whole lines, spaces included: our depthwise CRNN on lines of 48 rows and any width, without a spatial
 * transformer, or the networks of text-recognizer-pro, a LeNet on a sliding window with CTC, with an LSTM or without.
 */
import { z } from 'zod';
import type { RecogniserMetadata } from '../../../../shared/contract/model.ts';
import { networkOptionsSchema, type NetworkOptions } from '../../../../shared/networks.ts';
import { createRandom, type Random } from '../../../../shared/random.ts';
import { dropout } from '../../../ml/blocks/activations.ts';
import { createDense, denseEach, denseOnnx, type DenseWeights } from '../../../ml/blocks/dense.ts';
import { createLstm, lstm, lstmOnnx, type LstmWeights } from '../../../ml/blocks/lstm.ts';
import { ctcLoss } from '../../../ml/ctc/loss.ts';
import { type ForwardPass, readingPass } from '../../../ml/forwardPass.ts';
import { createOnnxGraph } from '../../../ml/onnx/graph.ts';
import {
  type GraphReader,
  addDense,
  addRecurrent,
  type StoredWeights,
} from '../../../ml/onnx/storedLayers.ts';
import { type Tensor3D, type Tensor4D, tf } from '../../../ml/tf.ts';
import { disposeWeights } from '../../../ml/weights.ts';
import {
  addLenet,
  createLenet,
  lenet,
  lenetLayers,
  lenetOnnx,
  lenetRows,
  type LenetWeights,
} from './lenet.ts';
import type { Network, NetworkKind } from '../../../ml/networks/network.ts';
import {
  columnsForm,
  createDepthwiseCrnn,
  depthwiseCrnn,
  type DepthwiseCrnnForm,
  depthwiseCrnnLayers,
  depthwiseCrnnOnnx,
  type DepthwiseCrnnWeights,
  lossOf,
  readDepthwiseCrnn,
} from '../../../ml/networks/recogniser/depthwiseCrnn.ts';

const units = z.number().int().min(1).max(2048);
const depthwiseSchema = z.strictObject({
  form: z.literal('depthwise'),
  /** Channels of the stem and of the blocks. */
  channels: z.array(units).min(4).max(12).default([32, 64, 128, 256, 256, 256]),
  /** Units of each direction of the two LSTM layers. */
  hidden: units.default(128),
});
const windowsSchema = z.strictObject({
  form: z.literal('windows'),
  /** Columns of the window, and from one window to the next. */
  window: z.number().int().min(6).max(128).default(12),
  stride: z.number().int().min(1).max(64).default(5),
  /** Channels of the LeNet's two convolutions. */
  channels: z.array(units).length(2).default([32, 64]),
  /** Units of the LeNet's dense layer and of the LSTM. */
  hidden: units.default(128),
  /** 0: no LSTM, as in its all-convolutional network. */
  layers: z.number().int().min(0).max(1).optional(),
});
const formSchema = z.looseObject({ form: z.enum(['depthwise', 'windows']).default('depthwise') });

interface LineInput {
  readonly network: 'line';
  readonly height: number;
  readonly widths: readonly number[];
  readonly classes: number;
  readonly dropout: number;
}

type DepthwiseLineConfig = LineInput & z.infer<typeof depthwiseSchema>;
type WindowsLineConfig = LineInput & z.infer<typeof windowsSchema>;
export type LineConfig = DepthwiseLineConfig | WindowsLineConfig;

/** Longer lines are squeezed. */
const widest = 2048;

/** @throws ZodError for options that the form does not have */
function lineConfig(options: unknown, classes: number, rate: number): LineConfig {
  const widths = Array.from({ length: widest / 32 }, (_, index) => 32 * (index + 1));
  const input = { network: 'line', widths, classes, dropout: rate } as const;
  const given = formSchema.parse(options);
  if (given.form === 'depthwise') return { ...input, height: 48, ...depthwiseSchema.parse(given) };
  const windows = windowsSchema
    .refine(({ window, stride }) => window >= stride, 'the window is narrower than its stride')
    .parse(given);
  return { ...input, height: lenetRows, ...windows };
}

/** The options in a file. */
function lineOptions(config: LineConfig): NetworkOptions {
  const schema = config.form === 'depthwise' ? depthwiseSchema : windowsSchema;
  return networkOptionsSchema.parse(schema.strip().parse(config));
}

function depthwiseForm({ channels, hidden, classes, dropout: rate }: DepthwiseLineConfig): DepthwiseCrnnForm {
  return {
    ...columnsForm(channels),
    classes,
    recurrent: [hidden, hidden],
    dropout: rate,
  };
}

/** [batch, 48, width, 1] -> [width / 4, batch, classes] */
function depthwiseLineNetwork(weights: DepthwiseCrnnWeights, config: DepthwiseLineConfig): Network {
  const form = depthwiseForm(config);
  return {
    config,
    weights,
    layers: depthwiseCrnnLayers(form),
    loss: ({ images, labels }, pass) => lossOf(depthwiseCrnn(images, weights, form, pass), labels),
    logits: (images) => depthwiseCrnn(images, weights, form, readingPass(createRandom(0))).logits,
    rectify: (images) => images.clone(),
    onnx(metadata) {
      const graph = createOnnxGraph('line');
      const images = graph.input('image', ['batch', 1, config.height, 'width']);
      depthwiseCrnnOnnx(graph, images, weights, form);
      return graph.encode(metadata);
    },
  };
}

type WindowsLineWeights = {
  readonly lenet: LenetWeights;
  readonly recurrent?: { readonly forward: LstmWeights };
  readonly head: DenseWeights;
};

function createWindowsLine(config: WindowsLineConfig, random: Random): WindowsLineWeights {
  const { window, channels, hidden, classes, layers = 1 } = config;
  return {
    lenet: createLenet(random.fork('lenet'), window, { channels, units: hidden }),
    ...(layers > 0 && { recurrent: { forward: createLstm(random.fork('recurrent'), hidden, hidden) } }),
    head: createDense(random.fork('head'), hidden, classes),
  };
}

function windowsLineNetwork(weights: WindowsLineWeights, config: WindowsLineConfig): Network {
  const read = (images: Tensor4D, pass: ForwardPass): Tensor3D =>
    windowsLogits(images, weights, config, pass);
  return {
    config,
    weights,
    layers: {
      convolutions: lenetLayers.map((layer) => `lenet.${layer}`),
      others: [...(weights.recurrent === undefined ? [] : ['recurrent']), 'head'],
    },
    loss: ({ images, labels }, pass) => ctcLoss(read(images, pass), labels),
    logits: (images) => read(images, readingPass(createRandom(0))),
    rectify: (images) => images.clone(),
    onnx: (metadata) => windowsOnnx(weights, config, metadata),
  };
}

/** [batch, 28, width, 1] -> [width / stride, batch, classes] */
function windowsLogits(
  images: Tensor4D,
  weights: WindowsLineWeights,
  config: WindowsLineConfig,
  pass: ForwardPass,
): Tensor3D {
  return tf.tidy((): Tensor3D => {
    const features = dropout(lenet(images, weights.lenet, config), config.dropout, pass);
    const { recurrent } = weights;
    return denseEach(recurrent === undefined ? features : lstm(features, recurrent.forward), weights.head);
  });
}

function windowsOnnx(
  weights: WindowsLineWeights,
  config: WindowsLineConfig,
  metadata: RecogniserMetadata,
): Uint8Array {
  const graph = createOnnxGraph('line');
  const images = graph.input('image', ['batch', 1, config.height, 'width']);
  const features = lenetOnnx(graph, images, weights.lenet, config);
  const { recurrent } = weights;
  const sequence = recurrent === undefined ? features : lstmOnnx(graph, features, [recurrent.forward]);
  graph.output('logits', denseOnnx(graph, sequence, weights.head), ['time', 'batch', config.classes]);
  return graph.encode(metadata);
}

/** The weights in a file of either form. */
function readLineWeights(graph: GraphReader, config: LineConfig): StoredWeights {
  const weights: StoredWeights = new Map();
  if (config.form === 'depthwise') {
    readDepthwiseCrnn(graph, weights, graph.before('ReduceMax', 'Conv'));
    return weights;
  }
  addLenet(weights, 'lenet', graph);
  if (config.layers !== 0) addRecurrent(weights, 'recurrent', graph, graph.all('LSTM').at(0));
  addDense(weights, 'head', graph, graph.all('MatMul').at(-1));
  return weights;
}

export const lineKind: NetworkKind<LineConfig> = {
  config: lineConfig,
  build(config, random, auxiliary) {
    if (config.form === 'windows') return windowsLineNetwork(createWindowsLine(config, random), config);
    const { shortcut, ...reading } = createDepthwiseCrnn(depthwiseForm(config), random);
    if (auxiliary) return depthwiseLineNetwork({ ...reading, shortcut }, config);
    disposeWeights(shortcut);
    return depthwiseLineNetwork(reading, config);
  },
  inFile: (config) => ({ name: 'line', options: lineOptions(config) }),
  read(graph, { network, widths }, classes) {
    const config = { ...lineConfig(network?.options, classes, 0), widths };
    return { config, weights: readLineWeights(graph, config) };
  },
};
