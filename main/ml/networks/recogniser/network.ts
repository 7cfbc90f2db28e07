import { z } from 'zod';
import type { RecogniserMetadata } from '../../../../shared/contract/model.ts';
import { createRandom, type Random } from '../../../../shared/random.ts';
import { recurrentOptions } from '../../blocks/cells.ts';
import { type ForwardPass, readingPass } from '../../forwardPass.ts';
import { createOnnxGraph } from '../../onnx/graph.ts';
import { type Tensor4D, tf } from '../../tf.ts';
import { disposeWeights } from '../../weights.ts';
import type { Network, NetworkKind } from '../network.ts';
import { pretrainedRecogniserConfig, starterSizes, type RecogniserConfig } from './config.ts';
import { addConvolution, addDense, type GraphReader, type StoredWeights } from '../../onnx/storedLayers.ts';
import {
  channelsOf,
  createDepthwiseCrnn,
  depthwiseCrnn,
  depthwiseCrnnLayers,
  depthwiseCrnnOnnx,
  type DepthwiseCrnnWeights,
  type Logits,
  lossOf,
  readDepthwiseCrnn,
} from './depthwiseCrnn.ts';
import {
  createTransformer,
  straighten,
  straightenOnnx,
  type TransformerWeights,
} from './spatialTransformer.ts';

/** The recogniser of words: a spatial transformer and a depthwise CRNN. */

export type RecogniserWeights = { readonly transformer: TransformerWeights } & DepthwiseCrnnWeights;

/** The recogniser as the registry has it. */
export function recogniserNetwork(weights: RecogniserWeights, config: RecogniserConfig): Network {
  const { convolutions, others } = depthwiseCrnnLayers(config);
  return {
    config,
    weights,
    layers: { convolutions: ['transformer', ...convolutions], others },
    loss: ({ images, labels }, pass) => lossOf(recognise(images, weights, config, pass), labels),
    logits: (images) => recognise(images, weights, config, readingPass(createRandom(0))).logits,
    rectify: (images) => straighten(images, weights.transformer),
    onnx: (metadata) => recogniserOnnx(weights, config, metadata),
  };
}

export function createRecogniser(config: RecogniserConfig, random: Random) {
  return {
    transformer: createTransformer(random.fork('transformer'), config.localisation),
    ...createDepthwiseCrnn(config, random),
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
): Logits {
  return tf.tidy(() => ({
    ...depthwiseCrnn(straighten(images, weights.transformer), weights, config, pass),
  }));
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
  depthwiseCrnnOnnx(
    graph,
    straightenOnnx(graph, images, weights.transformer, config.height),
    weights,
    config,
  );
  return graph.encode(metadata);
}

/** The form and the weights in a file that `recogniserOnnx` has written. @throws Error for another graph */
function readRecogniserGraph(
  graph: GraphReader,
  { height, widths }: RecogniserMetadata,
  classes: number,
): { config: RecogniserConfig; weights: StoredWeights } {
  const weights: StoredWeights = new Map();
  const localisation = graph.before('ReduceMean', 'Conv');
  for (const [index, node] of localisation.entries()) {
    addConvolution(weights, `transformer.localisation.${index}`, graph, node);
  }
  const [hidden, transform] = graph.between('ReduceMean', 'GridSample', 'MatMul');
  addDense(weights, 'transformer.hidden', graph, hidden);
  addDense(weights, 'transformer.transform', graph, transform);

  const crnn = readDepthwiseCrnn(graph, weights, graph.between('GridSample', 'ReduceMax', 'Conv'));
  return {
    config: {
      height,
      widths,
      classes,
      localisation: localisation.map((node) => channelsOf(graph, node)),
      ...crnn,
    },
    weights,
  };
}

const optionsSchema = z.strictObject({
  size: z.enum(starterSizes).default('small'),
  /** Units of each direction of the two recurrent layers: `--n_units` of CRNN_OCR_lite. */
  hidden: z.number().int().min(1).max(2048).optional(),
  ...recurrentOptions,
});

export const stnCrnnKind: NetworkKind<RecogniserConfig> = {
  config(options, classes, dropout) {
    const { size, hidden, ...form } = optionsSchema.parse(options);
    const usual = pretrainedRecogniserConfig(classes, size);
    const recurrent = usual.recurrent.map((units) => hidden ?? units);
    return { ...usual, ...form, recurrent, dropout };
  },
  build(config, random, auxiliary) {
    const { shortcut, ...reading } = createRecogniser(config, random);
    if (auxiliary) return recogniserNetwork({ ...reading, shortcut }, config);
    disposeWeights(shortcut);
    return recogniserNetwork(reading, config);
  },
  inFile: () => undefined,
  read: readRecogniserGraph,
};
