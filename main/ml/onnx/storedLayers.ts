import type { ModelMetadata } from '../../../shared/contract/model.ts';
import { InkdexError } from '../../../shared/result.ts';
import { normEpsilon } from '../blocks/batchNorm.ts';
import onnxProto from 'onnx-proto';
import { elementTypes, floatsOf } from './graph.ts';

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

/** A recurrent layer of one or both directions; by default an LSTM. @returns its units */
export function addRecurrent(
  weights: StoredWeights,
  name: string,
  graph: GraphReader,
  node: GraphNode | undefined,
  order: readonly number[] = lstmGates,
): number {
  const constants = [1, 2, 3].map((input) => graph.constant(node, input));
  const directions = gateRows(constants, order);
  for (const [direction, { kernel, bias }] of Object.entries(directions)) {
    weights.set(`${name}.${direction}.kernel`, kernel);
    weights.set(`${name}.${direction}.bias`, bias);
  }
  return directions.forward.bias.values.length / order.length;
}

/** All recurrent layers of a graph, of either cell. @returns the units of each */
export function addRecurrentLayers(weights: StoredWeights, graph: GraphReader): number[] {
  const layersOf = (operator: string, order: readonly number[]): number[] =>
    graph.all(operator).map((node, index) => addRecurrent(weights, `recurrent.${index}`, graph, node, order));
  return [...layersOf('LSTM', lstmGates), ...layersOf('GRU', gruGates)];
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
    if (error instanceof InkdexError && error.code === 'bad-arguments') throw error;
    throw new InkdexError(
      'model-damaged',
      `This model cannot be trained further: ${error instanceof Error ? error.message : String(error)}. ` +
        `Choose a ${kind} that Inkdex trained.`,
      { cause: error },
    );
  }
}

const { onnx } = onnxProto;
export type GraphNode = InstanceType<typeof onnx.NodeProto>;

/** Finds nodes of an ONNX graph by operator and position, because their names in the file have no meaning. */
export class GraphReader {
  readonly #nodes: readonly GraphNode[];
  readonly #constants: ReadonlyMap<string, StoredTensor>;

  constructor(bytes: Uint8Array) {
    const { graph } = onnx.ModelProto.decode(bytes);
    this.#nodes = (graph?.node ?? []).map((node) => new onnx.NodeProto(node));
    this.#constants = new Map(
      (graph?.initializer ?? []).flatMap(({ name, dims, rawData, dataType }) =>
        dataType === elementTypes.float && rawData instanceof Uint8Array
          ? [[name ?? '', { shape: (dims ?? []).map(Number), values: floatsOf(rawData) }]]
          : [],
      ),
    );
  }

  all(operator: string): GraphNode[] {
    return this.#nodes.filter(({ opType }) => opType === operator);
  }

  before(end: string, operator: string): GraphNode[] {
    return this.#nodes.slice(0, this.#place(end)).filter(({ opType }) => opType === operator);
  }

  between(start: string, end: string, operator: string): GraphNode[] {
    return this.#nodes
      .slice(this.#place(start), this.#place(end))
      .filter(({ opType }) => opType === operator);
  }

  /** The float32 constant that is the given input of a node, counted from 0. */
  constant(node: GraphNode | undefined, input: number): StoredTensor {
    const found = this.#constants.get(node?.input[input] ?? '');
    if (found === undefined) throw new Error(`it lacks weights of a ${node?.opType ?? 'layer'}`);
    return found;
  }

  /** The float32 constant that the builder of the graph got under this name. */
  named(name: string): StoredTensor {
    for (const [unique, tensor] of this.#constants) if (unique.replace(/_\d+$/u, '') === name) return tensor;
    throw new Error(`it lacks the weights ${name}`);
  }

  /** The node with the given operator that uses the output of another node. */
  userOf(node: GraphNode | undefined, operator: string): GraphNode | undefined {
    const output = node?.output[0] ?? '';
    return this.#nodes.find(({ opType, input }) => opType === operator && input.includes(output));
  }

  /** Rows and columns of the average pooling after a node; 1 and 1 without pooling. */
  poolAfter(node: GraphNode | undefined): readonly [number, number] {
    const pooling = this.userOf(node, 'AveragePool');
    const kernel = pooling?.attribute.find(({ name }) => name === 'kernel_shape')?.ints;
    return kernel == null ? [1, 1] : [Number(kernel[0]), Number(kernel[1])];
  }

  #place(operator: string): number {
    const place = this.#nodes.findIndex(({ opType }) => opType === operator);
    if (place === -1) throw new Error(`its network has no ${operator}`);
    return place;
  }
}

/** A weight of an .onnx file in TensorFlow's memory layout, which the network uses. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** [out, in, height, width] -> [height, width, in, out] */
export function kernelOf(tensor: StoredTensor): StoredTensor {
  return permuted(tensor, [2, 3, 1, 0]);
}

/** [channels, 1, height, width] -> [height, width, channels, 1] */
export function depthwiseKernel(tensor: StoredTensor): StoredTensor {
  return permuted(tensor, [2, 3, 0, 1]);
}

export interface StoredLstm {
  /** [channelsIn + hidden, 4 * hidden], gates in the order input, cell, forget, output. */
  readonly kernel: StoredTensor;
  /** [4 * hidden] */
  readonly bias: StoredTensor;
}

/**
 * One or both directions of an LSTM from ONNX's three constants: kernel [directions, 4 * hidden, channelsIn],
 * recurrent kernel [directions, 4 * hidden, hidden] and two biases in one, [directions, 8 * hidden].
 *
 * @throws RangeError if their shapes do not match
 */
export function gateRows(
  constants: readonly StoredTensor[],
  order: readonly number[] = lstmGates,
): { forward: StoredLstm; backward?: StoredLstm } {
  const [input, recurrent, bias] = [0, 1, 2].map((index) => constants.at(index));
  const hidden = recurrent?.shape.at(2) ?? 0;
  const directions = input?.shape.at(0) ?? 0;
  const isSound =
    input?.shape.length === 3 &&
    (directions === 1 || directions === 2) &&
    recurrent !== undefined &&
    bias?.values.length === 2 * order.length * directions * hidden &&
    hidden > 0;
  if (!isSound) throw new RangeError('its recurrent layer has an unknown form');
  const one = (direction: number): StoredLstm =>
    direct({ input, recurrent, bias }, direction, { hidden, order });
  return directions === 1 ? { forward: one(0) } : { forward: one(0), backward: one(1) };
}

function direct(
  { input, recurrent, bias }: { input: StoredTensor; recurrent: StoredTensor; bias: StoredTensor },
  direction: number,
  { hidden, order }: { readonly hidden: number; readonly order: readonly number[] },
): StoredLstm {
  const gates = order.length * hidden;
  const placeOf = (gate: number): number => order[Math.floor(gate / hidden)] * hidden + (gate % hidden);
  const channelsIn = input.shape[2];
  const kernel = new Float32Array((channelsIn + hidden) * gates);
  const sums = new Float32Array(gates);
  for (let gate = 0; gate < gates; gate += 1) {
    const row = direction * gates + placeOf(gate);
    for (let channel = 0; channel < channelsIn; channel += 1) {
      kernel[channel * gates + gate] = input.values[row * channelsIn + channel];
    }
    for (let unit = 0; unit < hidden; unit += 1) {
      kernel[(channelsIn + unit) * gates + gate] = recurrent.values[row * hidden + unit];
    }
    const at = direction * 2 * gates + placeOf(gate);
    sums[gate] = bias.values[at] + bias.values[at + gates];
  }
  return {
    kernel: { shape: [channelsIn + hidden, gates], values: kernel },
    bias: { shape: [gates], values: sums },
  };
}

/** A GRU's gates are in ONNX's order. */
const gruGates = [0, 1, 2];

/** Of each gate in the order input, cell, forget, output its place in ONNX's: input, output, forget, cell. */
const lstmGates = [0, 3, 2, 1];

function permuted({ shape, values }: StoredTensor, order: readonly number[]): StoredTensor {
  if (shape.length !== order.length) {
    throw new RangeError(`a kernel has ${shape.length} axes, expected ${order.length}`);
  }
  const outer = order.map((axis) => shape[axis]);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const steps = order.map((axis) => strides[axis]);
  const result = new Float32Array(values.length);
  const place = outer.map(() => 0);
  for (let at = 0; at < result.length; at += 1) {
    let from = 0;
    for (const [axis, index] of place.entries()) from += index * steps[axis];
    result[at] = values[from];
    // Advances the multi-index by one, like an odometer.
    for (let axis = place.length - 1; axis >= 0; axis -= 1) {
      place[axis] += 1;
      if (place[axis] < outer[axis]) break;
      place[axis] = 0;
    }
  }
  return { shape: outer, values: result };
}
