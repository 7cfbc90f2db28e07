/** Long short-term memory. Hochreiter and Schmidhuber, "Long short-term memory", 1997. */
import {
  type RecurrentWeights,
  createBoth,
  createRecurrent,
  runBoth,
  type BidirectionalWeights,
  type Directions,
  recurrentOnnx,
} from './recurrent.ts';
import type { Random } from '../../../shared/random.ts';
import { blockLstm } from '../fast/blockLstm.ts';
import { hasFastForms } from '../fast/tensorflowOp.ts';
import type { OnnxGraph, ValueName } from '../onnx/graph.ts';
import { type Tensor1D, type Tensor2D, type Tensor3D, tf } from '../tf.ts';

/** The weights of one direction; gates in the order input, cell, forget, output. */
export type LstmWeights = RecurrentWeights;

export const createBidirectionalLstm = createBoth(createLstm);

export function createLstm(random: Random, channelsIn: number, hidden: number): LstmWeights {
  // With a bias of 1 the forget gate starts open, so that gradients flow from the first step (Jozefowicz et al.,
  // 2015).
  const bias = Float32Array.from({ length: 4 * hidden }, (_, at) => (Math.floor(at / hidden) === 2 ? 1 : 0));
  return createRecurrent(random, channelsIn, hidden, bias);
}

/** Both directions: [time, batch, channelsIn] -> [time, batch, 2 * hidden] */
export const bidirectionalLstm = runBoth(lstm);

/**
 * One LSTM over the sequence.
 *
 *   [time, batch, channelsIn] -> [time, batch, hidden]
 */
export function lstm(input: Tensor3D, { kernel, bias }: LstmWeights): Tensor3D {
  return (hasFastForms() ? blockLstm : generalLstm)(input, kernel, bias);
}

/**
 * One direction, for any backend.
 *
 *   [time, batch, channelsIn] -> [time, batch, hidden]
 */
export function generalLstm(input: Tensor3D, kernel: Tensor2D, bias: Tensor1D): Tensor3D {
  const [time, batch, channelsIn] = input.shape;
  const hidden = bias.size / 4;
  return tf.tidy(() => {
    const inputKernel = tf.slice(kernel, [0, 0], [channelsIn, 4 * hidden]);
    const hiddenKernel = tf.slice(kernel, [channelsIn, 0], [hidden, 4 * hidden]);
    // The input projection of all time steps at once; only the recurrent product needs the previous step.
    const flat = tf.reshape(input, [time * batch, channelsIn]);
    const projected = tf.add(tf.matMul(flat, inputKernel), bias);
    const steps = tf.unstack(tf.reshape(projected, [time, batch, 4 * hidden]));

    let state: Tensor2D = tf.zeros([batch, hidden]);
    let cell: Tensor2D = tf.zeros([batch, hidden]);
    const states = steps.map((step) => {
      ({ state, cell } = nextState(tf.add(step, tf.matMul(state, hiddenKernel)), cell));
      return state;
    });
    return tf.stack(states) as Tensor3D;
  });
}

/** What an LSTM keeps from one time step to the next, each [batch, hidden]. */
export interface LstmState<Value = Tensor2D> {
  readonly state: Value;
  readonly cell: Value;
}

/** @param gates before their activations, [batch, 4 * hidden] */
function nextState(gates: Tensor2D, before: Tensor2D): LstmState {
  const [inputGate, candidate, forgetGate, outputGate] = tf.split(gates, 4, 1) as [
    Tensor2D,
    Tensor2D,
    Tensor2D,
    Tensor2D,
  ];
  const cell: Tensor2D = tf.add(
    tf.mul(before, tf.sigmoid(forgetGate)),
    tf.mul(tf.sigmoid(inputGate), tf.tanh(candidate)),
  );
  return { state: tf.mul(tf.sigmoid(outputGate), tf.tanh(cell)), cell };
}

/**
 * One time step, for a decoder whose input depends on its last output.
 *
 *   [batch, channelsIn] -> state and cell, each [batch, hidden]
 */
export function lstmStep(input: Tensor2D, before: LstmState, { kernel, bias }: LstmWeights): LstmState {
  const inputs = tf.concat([input, before.state], 1);
  return nextState(tf.add(tf.matMul(inputs, kernel), bias), before.cell);
}

/** `lstmStep` in ONNX, with the weights as constants of the graph. */
export function lstmStepOnnx(
  graph: OnnxGraph,
  input: ValueName,
  before: LstmState<ValueName>,
  weights: { readonly kernel: ValueName; readonly bias: ValueName; readonly hidden: number },
): LstmState<ValueName> {
  const inputs = graph.node('Concat', [input, before.state], { axis: { int: 1 } });
  const gates = graph.node('Add', [graph.node('MatMul', [inputs, weights.kernel]), weights.bias]);
  const gate = (index: number, activation: string): ValueName => {
    const [start, end] = [index, index + 1].map((at) =>
      graph.initializer('gate', [1], BigInt64Array.of(BigInt(at * weights.hidden))),
    ) as [ValueName, ValueName];
    const axis = graph.initializer('axis', [1], BigInt64Array.of(1n));
    return graph.node(activation, [graph.node('Slice', [gates, start, end, axis])]);
  };
  const kept = graph.node('Mul', [before.cell, gate(2, 'Sigmoid')]);
  const added = graph.node('Mul', [gate(0, 'Sigmoid'), gate(1, 'Tanh')]);
  const cell = graph.node('Add', [kept, added]);
  return { state: graph.node('Mul', [gate(3, 'Sigmoid'), graph.node('Tanh', [cell])]), cell };
}

/** `bidirectionalLstm` in ONNX, over the same shapes. */
export function bidirectionalLstmOnnx(
  graph: OnnxGraph,
  input: ValueName,
  { forward, backward }: BidirectionalWeights,
): ValueName {
  return lstmOnnx(graph, input, [forward, backward]);
}

/** `lstm` in ONNX, or `bidirectionalLstm` with the weights of both directions, over the same shapes. */
export function lstmOnnx(graph: OnnxGraph, input: ValueName, directions: Directions): ValueName {
  return recurrentOnnx(graph, input, directions, { operator: 'LSTM', gates: 4, forOnnx: gatesForOnnx });
}

/**
 * Reorders the gates along the first axis: input, cell, forget, output -> input, output, forget, cell, as in ONNX.
 */
function gatesForOnnx<T extends Tensor1D | Tensor2D>(gates: T, hidden: number): T {
  const order = [0, 3, 2, 1].flatMap((gate) =>
    Array.from({ length: hidden }, (_, unit) => gate * hidden + unit),
  );
  return tf.gather(gates, order);
}
