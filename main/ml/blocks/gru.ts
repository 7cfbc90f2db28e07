/** Gated recurrent units. Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014. */
import {
  type RecurrentWeights,
  createBoth,
  createRecurrent,
  runBoth,
  type BidirectionalWeights,
  type OnnxCell,
  recurrentOnnx,
} from './recurrent.ts';
import type { Random } from '../../../shared/random.ts';
import type { OnnxGraph, ValueName } from '../onnx/graph.ts';
import { type Tensor2D, type Tensor3D, tf } from '../tf.ts';

/** The weights of one direction; gates in the order update, reset, candidate. */
export type GruWeights = RecurrentWeights;

export const createBidirectionalGru = createBoth(createGru);

export function createGru(random: Random, channelsIn: number, hidden: number): GruWeights {
  return createRecurrent(random, channelsIn, hidden, new Float32Array(3 * hidden));
}

/** Both directions: [time, batch, channelsIn] -> [time, batch, 2 * hidden] */
export const bidirectionalGru = runBoth(gru);

/** [time, batch, channelsIn] -> [time, batch, hidden] */
function gru(input: Tensor3D, weights: GruWeights): Tensor3D {
  const [time, batch, channelsIn] = input.shape;
  const hidden = weights.bias.size / 3;
  return tf.tidy(() => {
    const kernels = kernelsOf(weights, channelsIn);
    // The input projection of all time steps at once; only the recurrent products need the previous step.
    const flat = tf.reshape(input, [time * batch, channelsIn]);
    const projected = tf.add(tf.matMul(flat, kernels.input), weights.bias);
    const steps = tf.unstack(tf.reshape(projected, [time, batch, 3 * hidden])) as Tensor2D[];

    let state: Tensor2D = tf.zeros([batch, hidden]);
    const states = steps.map((step) => {
      state = nextState(step, state, kernels);
      return state;
    });
    return tf.stack(states) as Tensor3D;
  });
}

type Kernels = ReturnType<typeof kernelsOf>;

function kernelsOf({ kernel, bias }: GruWeights, channelsIn: number) {
  const hidden = bias.size / 3;
  return {
    input: tf.slice(kernel, [0, 0], [channelsIn, 3 * hidden]),
    /** From the state to update and reset, and to the candidate. */
    gates: tf.slice(kernel, [channelsIn, 0], [hidden, 2 * hidden]),
    candidate: tf.slice(kernel, [channelsIn, 2 * hidden], [hidden, hidden]),
  };
}

/** @param projected the input of this step, with the bias: [batch, 3 * hidden] */
function nextState(projected: Tensor2D, before: Tensor2D, kernels: Kernels): Tensor2D {
  const [, hidden] = before.shape;
  const [ofGates, ofCandidate] = tf.split(projected, [2 * hidden, hidden], 1) as [Tensor2D, Tensor2D];
  const gates = tf.sigmoid(tf.add(ofGates, tf.matMul(before, kernels.gates)));
  const [update, reset] = tf.split(gates, 2, 1) as [Tensor2D, Tensor2D];
  const seen = tf.matMul(tf.mul<Tensor2D>(reset, before), kernels.candidate);
  const candidate = tf.tanh(tf.add(ofCandidate, seen));
  return tf.add(tf.mul(update, before), tf.mul(tf.sub(1, update), candidate));
}

/**
 * One time step, for a decoder whose input depends on its last output.
 *
 *   [batch, channelsIn] -> state, [batch, hidden]
 */
export function gruStep(input: Tensor2D, before: Tensor2D, weights: GruWeights): Tensor2D {
  const kernels = kernelsOf(weights, input.shape[1]);
  return nextState(tf.add(tf.matMul(input, kernels.input), weights.bias), before, kernels);
}

/** `gruStep` in ONNX, with the weights as constants of the graph. */
export function gruStepOnnx(
  graph: OnnxGraph,
  input: ValueName,
  before: ValueName,
  weights: { readonly kernel: ValueName; readonly bias: ValueName; readonly hidden: number },
): ValueName {
  const node = (...of: Parameters<OnnxGraph['node']>): ValueName => graph.node(...of);
  const shape = (size: number): ValueName => graph.initializer('gate', [1], BigInt64Array.of(BigInt(size)));
  /** Columns of the gates: 0 to 2 for update and reset, 2 to 3 for the candidate. */
  const columns = (value: ValueName, from: number, to: number): ValueName =>
    node('Slice', [value, shape(from * weights.hidden), shape(to * weights.hidden), shape(1)]);
  const beside = (state: ValueName): ValueName => node('Concat', [input, state], { axis: { int: 1 } });
  const affine = (value: ValueName, from: number, to: number): ValueName =>
    node('Add', [
      node('MatMul', [value, columns(weights.kernel, from, to)]),
      node('Slice', [weights.bias, shape(from * weights.hidden), shape(to * weights.hidden), shape(0)]),
    ]);
  const gates = node('Sigmoid', [affine(beside(before), 0, 2)]);
  const [update, reset] = [columns(gates, 0, 1), columns(gates, 1, 2)];
  const candidate = node('Tanh', [affine(beside(node('Mul', [reset, before])), 2, 3)]);
  // candidate + update * (before - candidate)
  return node('Add', [candidate, node('Mul', [update, node('Sub', [before, candidate])])]);
}

/** `bidirectionalGru` in ONNX, over the same shapes and in its order of gates. */
export function bidirectionalGruOnnx(
  graph: OnnxGraph,
  input: ValueName,
  { forward, backward }: BidirectionalWeights,
): ValueName {
  const cell = { operator: 'GRU', gates: 3, forOnnx: (gates) => gates } as const satisfies OnnxCell;
  return recurrentOnnx(graph, input, [forward, backward], cell);
}
