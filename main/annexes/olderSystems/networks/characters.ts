/**
 * Recognisers of single characters of 28 x 28 pixels, as text-recognizer-pro has them for EMNIST (Cohen et al., "EMNIST:
 * extending MNIST to handwritten letters", 2017): a small LeNet, or a multilayer perceptron.
 */
import { z } from 'zod';
import { createRandom, type Random } from '../../../../shared/random.ts';
import { dropout, relu } from '../../../ml/blocks/activations.ts';
import { createDense, dense, denseOnnx, type DenseWeights } from '../../../ml/blocks/dense.ts';
import { ctcLoss } from '../../../ml/ctc/loss.ts';
import { type ForwardPass, readingPass } from '../../../ml/forwardPass.ts';
import { createOnnxGraph, type OnnxGraph, type ValueName } from '../../../ml/onnx/graph.ts';
import { type GraphReader, addDense, type StoredWeights } from '../../../ml/onnx/storedLayers.ts';
import { type Tensor2D, type Tensor3D, type Tensor4D, tf } from '../../../ml/tf.ts';
import { leastPadding } from '../../../ml/networks/input.ts';
import {
  addLenet,
  createLenet,
  lenet,
  lenetLayers,
  lenetOnnx,
  lenetRows,
  type LenetWeights,
} from './lenet.ts';
import type { Network, NetworkConfig, NetworkKind } from '../../../ml/networks/network.ts';

const charactersOptionsSchema = z.strictObject({
  form: z.enum(['lenet', 'mlp']).default('lenet'),
  /** Channels of the LeNet's two convolutions. */
  channels: z.array(z.number().int().min(1).max(512)).length(2).default([32, 64]),
  /** Units of the dense layers: one of the LeNet, `layers` of the perceptron. */
  units: z.number().int().min(1).max(2048).default(128),
  layers: z.number().int().min(1).max(8).default(3),
});

export interface CharactersConfig extends NetworkConfig, z.infer<typeof charactersOptionsSchema> {
  readonly network: 'characters';
  readonly stride: number;
  readonly mostCharacters: number;
}

/** The window is the image itself. */
const form = { window: lenetRows, stride: lenetRows };

function charactersConfig(options: unknown, classes: number, rate: number): CharactersConfig {
  return {
    network: 'characters',
    height: lenetRows,
    // The padding that every image gets is cut off again.
    widths: [lenetRows + leastPadding],
    stride: lenetRows,
    mostCharacters: 1,
    classes,
    dropout: rate,
    ...charactersOptionsSchema.parse(options),
  };
}

export type CharactersWeights = {
  readonly lenet?: LenetWeights;
  readonly hidden: readonly DenseWeights[];
  readonly head: DenseWeights;
};

function createCharacters(config: CharactersConfig, random: Random): CharactersWeights {
  const { units, classes, layers } = config;
  const head = createDense(random.fork('head'), units, classes);
  if (config.form === 'lenet')
    return { lenet: createLenet(random.fork('lenet'), form.window, config), hidden: [], head };
  const hidden = Array.from({ length: layers }, (_, index) =>
    createDense(random.fork(`hidden ${index}`), index === 0 ? lenetRows * lenetRows : units, units),
  );
  return { hidden, head };
}

function charactersNetwork(weights: CharactersWeights, config: CharactersConfig): Network {
  const read = (images: Tensor4D, pass: ForwardPass): Tensor3D =>
    charactersLogits(images, weights, config, pass);
  return {
    config,
    weights,
    layers: {
      convolutions: weights.lenet === undefined ? [] : lenetLayers.map((layer) => `lenet.${layer}`),
      others: [...weights.hidden.map((_, index) => `hidden.${index}`), 'head'],
    },
    // Of a single time step, CTC is the cross-entropy.
    loss: ({ images, labels }, pass) => ctcLoss(read(images, pass), labels),
    logits: (images) => read(images, readingPass(createRandom(0))),
    rectify: (images) => images.clone(),
    onnx(metadata) {
      const graph = createOnnxGraph('characters');
      const images = graph.input('image', ['batch', 1, config.height, 'width']);
      graph.output('logits', charactersOnnx(graph, images, weights), ['time', 'batch', config.classes]);
      return graph.encode(metadata);
    },
  };
}

/** [batch, 28, at least 28, 1] -> [1, batch, classes] */
function charactersLogits(
  images: Tensor4D,
  weights: CharactersWeights,
  config: CharactersConfig,
  pass: ForwardPass,
): Tensor3D {
  return tf.tidy((): Tensor3D => {
    const square = tf.slice(images, [0, 0, 0, 0], [-1, -1, lenetRows, -1]);
    const [batch] = square.shape;
    const dropped = (features: Tensor3D): Tensor3D => dropout(features, config.dropout, pass);
    let features: Tensor3D =
      weights.lenet === undefined
        ? tf.reshape(square, [1, batch, lenetRows * lenetRows])
        : dropped(lenet(square, weights.lenet, form));
    for (const layer of weights.hidden) {
      features = dropped(tf.expandDims(relu(dense(tf.squeeze<Tensor2D>(features, [0]), layer)), 0));
    }
    return tf.expandDims(dense(tf.squeeze<Tensor2D>(features, [0]), weights.head), 0);
  });
}

function charactersOnnx(graph: OnnxGraph, images: ValueName, weights: CharactersWeights): ValueName {
  const whole = (name: string, ...values: number[]): ValueName =>
    graph.initializer(name, [values.length], BigInt64Array.from(values.map(BigInt)));
  const square = graph.node('Slice', [images, whole('start', 0), whole('end', lenetRows), whole('axis', 3)]);
  let features =
    weights.lenet === undefined
      ? graph.node('Reshape', [square, whole('shape', 1, -1, lenetRows * lenetRows)])
      : lenetOnnx(graph, square, weights.lenet, form);
  for (const layer of weights.hidden) features = graph.node('Relu', [denseOnnx(graph, features, layer)]);
  return denseOnnx(graph, features, weights.head);
}

/** The weights in a file of either form. */
function readCharactersWeights(graph: GraphReader, config: CharactersConfig): StoredWeights {
  const weights: StoredWeights = new Map();
  if (config.form === 'lenet') addLenet(weights, 'lenet', graph);
  const products = graph.all('MatMul');
  for (const [index, node] of products.slice(0, -1).entries())
    addDense(weights, `hidden.${index}`, graph, node);
  addDense(weights, 'head', graph, products.at(-1));
  return weights;
}

export const charactersKind: NetworkKind<CharactersConfig> = {
  config: charactersConfig,
  build: (config, random) => charactersNetwork(createCharacters(config, random), config),
  inFile: (config) => ({ name: 'characters', options: charactersOptionsSchema.strip().parse(config) }),
  read(graph, { network, widths }, classes) {
    const config = { ...charactersConfig(network?.options, classes, 0), widths };
    return { config, weights: readCharactersWeights(graph, config) };
  },
};
