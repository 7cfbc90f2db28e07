/**
 * CRNN: a CNN that turns an image into a sequence of columns, two bidirectional LSTM layers, CTC. Shi, Bai and Yao, "An
 * end-to-end trainable neural network for image-based sequence recognition and its application to scene text
 * recognition", 2015.
 */
import { z } from 'zod';
import type { RecogniserMetadata } from '../../../../shared/contract/model.ts';
import { networkOptionsSchema } from '../../../../shared/networks.ts';
import { createRandom, type Random } from '../../../../shared/random.ts';
import { dropout, relu } from '../../../ml/blocks/activations.ts';
import { cellOf, recurrentOptions } from '../../../ml/blocks/cells.ts';
import { createDense, denseEach, denseOnnx, type DenseWeights } from '../../../ml/blocks/dense.ts';
import type { BidirectionalWeights } from '../../../ml/blocks/recurrent.ts';
import { ctcLoss } from '../../../ml/ctc/loss.ts';
import { type ForwardPass, readingPass } from '../../../ml/forwardPass.ts';
import { createOnnxGraph } from '../../../ml/onnx/graph.ts';
import {
  type GraphReader,
  addDense,
  addRecurrentLayers,
  type StoredWeights,
} from '../../../ml/onnx/storedLayers.ts';
import { type Tensor3D, type Tensor4D, tf } from '../../../ml/tf.ts';
import {
  columnForm,
  columnOptions,
  columnsConfig,
  type ColumnsConfig,
  type ColumnWeights,
} from './columns.ts';
import type { Network, NetworkKind } from '../../../ml/networks/network.ts';

/** The options of the form, with the paper's values. */
export const crnnOptionsSchema = z.strictObject({
  ...columnOptions,
  /** Units of each direction of the two LSTM layers. */
  hidden: z.number().int().min(1).max(2048).default(256),
});

/** Those of the network with CTC. */
const ctcOptionsSchema = crnnOptionsSchema.extend(recurrentOptions);

export interface CrnnConfig
  extends Omit<z.infer<typeof ctcOptionsSchema>, 'channels' | 'form'>, ColumnsConfig {
  readonly network: 'crnn';
  readonly height: number;
  readonly widths: readonly number[];
  readonly classes: number;
  readonly dropout: number;
}

function crnnConfig(options: unknown, classes: number, rate: number): CrnnConfig {
  const parsed = ctcOptionsSchema.parse(options);
  return { network: 'crnn', classes, dropout: rate, ...parsed, ...columnsConfig(parsed) };
}

export type CrnnWeights = ColumnWeights & {
  readonly dense?: DenseWeights;
  readonly recurrent: readonly BidirectionalWeights[];
  readonly head: DenseWeights;
};

function createCrnn(config: CrnnConfig, random: Random): CrnnWeights {
  const { channels, hidden, classes, dense: units } = config;
  const last = channels[channels.length - 1];
  return {
    ...columnForm(config).create(channels, random),
    ...(units !== undefined && { dense: createDense(random.fork('dense'), last, units) }),
    recurrent: [units ?? last, 2 * hidden].map((channelsIn, index) =>
      cellOf(config).create(random.fork(`recurrent ${index}`), channelsIn, hidden),
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
      convolutions: columnForm(config).layers(weights),
      others: [...(weights.dense === undefined ? [] : ['dense']), 'recurrent.0', 'recurrent.1', 'head'],
    },
    loss: ({ images, labels }, pass) => ctcLoss(read(images, pass), labels),
    logits: (images) => read(images, readingPass(createRandom(0))),
    rectify: (images) => images.clone(),
    onnx: (metadata) => crnnOnnx(weights, config, metadata),
  };
}

/** [batch, height, width, 1] -> [width / 4, batch, classes] */
function crnnLogits(images: Tensor4D, weights: CrnnWeights, config: CrnnConfig, pass: ForwardPass): Tensor3D {
  const { dense: before, recurrent, head } = weights;
  const { run } = cellOf(config);
  return tf.tidy((): Tensor3D => {
    let sequence = tf.transpose(
      columnForm(config).forward(images, weights, config.channels, pass),
      [1, 0, 2],
    );
    if (before !== undefined) sequence = relu(denseEach(sequence, before));
    for (const layer of recurrent) sequence = dropout(run(sequence, layer), config.dropout, pass);
    return denseEach(sequence, head);
  });
}

function crnnOnnx(weights: CrnnWeights, config: CrnnConfig, metadata: RecogniserMetadata): Uint8Array {
  const graph = createOnnxGraph('crnn');
  const image = graph.input('image', ['batch', 1, config.height, 'width']);
  let sequence = columnForm(config).onnx(graph, image, weights, config.channels);
  if (weights.dense !== undefined) sequence = graph.node('Relu', [denseOnnx(graph, sequence, weights.dense)]);
  for (const layer of weights.recurrent) sequence = cellOf(config).onnx(graph, sequence, layer);
  graph.output('logits', denseOnnx(graph, sequence, weights.head), ['time', 'batch', config.classes]);
  return graph.encode(metadata);
}

/** The weights in a file that `crnnOnnx` has written. */
function readCrnnWeights(graph: GraphReader, config: CrnnConfig): StoredWeights {
  const weights: StoredWeights = new Map();
  columnForm(config).read(graph, weights);
  addRecurrentLayers(weights, graph);
  const [first, ...others] = graph.all('MatMul');
  if (others.length > 0) addDense(weights, 'dense', graph, first);
  addDense(weights, 'head', graph, others.at(-1) ?? first);
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
    return { config, weights: readCrnnWeights(graph, config) };
  },
};
