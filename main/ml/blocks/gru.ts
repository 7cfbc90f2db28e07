/** Gated recurrent units. Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014. */
import type { Random } from '../../../shared/random.ts';
import type { OnnxGraph, ValueName } from '../onnx/graph.ts';
import { type Tensor2D, type Tensor3D, tf } from '../tf.ts';
import { glorotUniform, type Variable1D, type Variable2D } from './initializers.ts';

/** `kernel`: [channelsIn + hidden, 3 * hidden], `bias`: [3 * hidden]; gates in the order update, reset, candidate. */
export type GruWeights = {
  readonly kernel: Variable2D;
  readonly bias: Variable1D;
};

export type BidirectionalGruWeights = {
  readonly forward: GruWeights;
  readonly backward: GruWeights;
};

export function createBidirectionalGru(
  random: Random,
  channelsIn: number,
  hidden: number,
): BidirectionalGruWeights {
  return {
    forward: createGru(random, channelsIn, hidden),
    backward: createGru(random, channelsIn, hidden),
  };
}

export function createGru(random: Random, channelsIn: number, hidden: number): GruWeights {
  const rows = channelsIn + hidden;
  const values = glorotUniform(random, rows * 3 * hidden, rows, hidden);
  return tf.tidy(() => ({
    kernel: tf.variable(tf.tensor2d(values, [rows, 3 * hidden])),
    bias: tf.variable(tf.zeros<tf.Rank.R1>([3 * hidden])),
  }));
}

/**
 * Runs one GRU over the sequence and another over the reversed sequence, and concatenates their outputs.
 *
 *   [time, batch, channelsIn] -> [time, batch, 2 * hidden]
 */
export function bidirectionalGru(input: Tensor3D, { forward, backward }: BidirectionalGruWeights): Tensor3D {
  return tf.tidy(() => {
    const returning = gru(tf.reverse(input, 0), backward);
    return tf.concat([gru(input, forward), tf.reverse(returning, 0)], 2);
  });
}

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

interface Kernels {
  readonly input: Tensor2D;
  /** From the state to update and reset, and to the candidate. */
  readonly gates: Tensor2D;
  readonly candidate: Tensor2D;
}

function kernelsOf({ kernel, bias }: GruWeights, channelsIn: number): Kernels {
  const hidden = bias.size / 3;
  return {
    input: tf.slice(kernel, [0, 0], [channelsIn, 3 * hidden]),
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
  { forward, backward }: BidirectionalGruWeights,
): ValueName {
  const hidden = forward.bias.size / 3;
  const channelsIn = forward.kernel.shape[0] - hidden;
  const parts = tf.tidy(() =>
    [forward, backward].map(({ kernel, bias }) => {
      const rows = tf.transpose(kernel);
      return {
        input: tf.slice(rows, [0, 0], [3 * hidden, channelsIn]).dataSync<'float32'>(),
        hidden: tf.slice(rows, [0, channelsIn], [3 * hidden, hidden]).dataSync<'float32'>(),
        // ONNX has a second bias, for the recurrent products.
        bias: tf.concat([bias, tf.zeros([3 * hidden])]).dataSync<'float32'>(),
      };
    }),
  );
  const all = (name: 'input' | 'hidden' | 'bias', shape: readonly number[]): ValueName =>
    graph.initializer(name, [2, ...shape], Float32Array.from(parts.flatMap((part) => [...part[name]])));
  const output = graph.node(
    'GRU',
    [
      input,
      all('input', [3 * hidden, channelsIn]),
      all('hidden', [3 * hidden, hidden]),
      all('bias', [6 * hidden]),
    ],
    { direction: 'bidirectional', hidden_size: { int: hidden } },
  );
  // [time, direction, batch, hidden] -> [time, batch, 2 * hidden]
  const transposed = graph.node('Transpose', [output], { perm: [0, 2, 1, 3] });
  return graph.node('Reshape', [
    transposed,
    graph.initializer('shape', [3], BigInt64Array.of(0n, 0n, BigInt(2 * hidden))),
  ]);
}
