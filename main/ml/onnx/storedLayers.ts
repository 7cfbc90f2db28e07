import type { ModelMetadata } from '../../../shared/contract/model.ts';
import { InkdexError } from '../../../shared/result.ts';
import { normEpsilon } from '../blocks/batchNorm.ts';
import type { GraphNode, GraphReader } from './graphReader.ts';
import { depthwiseKernel, gateRows, kernelOf, type StoredTensor } from './storedTensor.ts';

/** The weights in a file, by the names that `namedWeights` gives them. */
export type StoredWeights = Map<string, StoredTensor>;

/** With mean 0 and this variance a batch norm has scale 1. */
const neutralVariance = 1 - normEpsilon;

/** A convolution without a batch norm: kernel and bias. */
export function addConvolution(
  weights: StoredWeights,
  name: string,
  graph: GraphReader,
  node: GraphNode | undefined,
): void {
  weights.set(`${name}.kernel`, kernelOf(graph.constant(node, 1)));
  weights.set(`${name}.bias`, graph.constant(node, 2));
}

/**
 * A convolution with a folded batch norm. The kernel contains the scale, so that the restored norm has scale 1 and
 * only adds the shift.
 */
export function addNormalized(
  weights: StoredWeights,
  convolution: string,
  norm: string,
  graph: GraphReader,
  node: GraphNode | undefined,
): void {
  const shift = graph.constant(node, 2);
  const filled = (value: number): StoredTensor => ({
    shape: shift.shape,
    values: new Float32Array(shift.values.length).fill(value),
  });
  weights.set(`${convolution}.kernel`, kernelOf(graph.constant(node, 1)));
  weights.set(`${norm}.gamma`, filled(1));
  weights.set(`${norm}.beta`, shift);
  weights.set(`${norm}.mean`, filled(0));
  weights.set(`${norm}.variance`, filled(neutralVariance));
}

/** A depthwise convolution, then a pointwise one with its batch norm. */
export function addSeparable(
  weights: StoredWeights,
  name: string,
  graph: GraphReader,
  [depthwise, pointwise]: readonly [GraphNode | undefined, GraphNode | undefined],
): void {
  weights.set(`${name}.depthwise`, depthwiseKernel(graph.constant(depthwise, 1)));
  addNormalized(weights, `${name}.pointwise`, `${name}.norm`, graph, pointwise);
}

/** A dense layer: a matrix product and the following addition. */
export function addDense(
  weights: StoredWeights,
  name: string,
  graph: GraphReader,
  product: GraphNode | undefined,
): void {
  weights.set(`${name}.kernel`, graph.constant(product, 1));
  weights.set(`${name}.bias`, graph.constant(graph.userOf(product, 'Add'), 1));
}

/** An LSTM layer of one or both directions. @returns its units */
export function addLstm(
  weights: StoredWeights,
  name: string,
  graph: GraphReader,
  node: GraphNode | undefined,
): number {
  const directions = gateRows([1, 2, 3].map((input) => graph.constant(node, input)));
  for (const [direction, { kernel, bias }] of Object.entries(directions)) {
    weights.set(`${name}.${direction}.kernel`, kernel);
    weights.set(`${name}.${direction}.bias`, bias);
  }
  return directions.forward.bias.values.length / 4;
}

/**
 * Reads a model's file for further training.
 *
 * @throws InkdexError `model-damaged` with the message of the error that `read` throws
 */
export function readTrainable<Stored>(kind: ModelMetadata['kind'], read: () => Stored): Stored {
  try {
    return read();
  } catch (error) {
    throw new InkdexError(
      'model-damaged',
      `This model cannot be trained further: ${error instanceof Error ? error.message : String(error)}. ` +
        `Choose a ${kind} that Inkdex trained.`,
      { cause: error },
    );
  }
}
