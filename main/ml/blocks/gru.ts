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
  const create = (): GruWeights => {
    const rows = channelsIn + hidden;
    const values = glorotUniform(random, rows * 3 * hidden, rows, hidden);
    return tf.tidy(() => ({
      kernel: tf.variable(tf.tensor2d(values, [rows, 3 * hidden])),
      bias: tf.variable(tf.zeros<tf.Rank.R1>([3 * hidden])),
    }));
  };
  return { forward: create(), backward: create() };
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
function gru(input: Tensor3D, { kernel, bias }: GruWeights): Tensor3D {
  const [time, batch, channelsIn] = input.shape;
  const hidden = bias.size / 3;
  return tf.tidy(() => {
    const inputKernel = tf.slice(kernel, [0, 0], [channelsIn, 3 * hidden]);
    const gateKernel = tf.slice(kernel, [channelsIn, 0], [hidden, 2 * hidden]);
    const candidateKernel = tf.slice(kernel, [channelsIn, 2 * hidden], [hidden, hidden]);
    // The input projection of all time steps at once; only the recurrent products need the previous step.
    const flat = tf.reshape(input, [time * batch, channelsIn]);
    const projected = tf.add(tf.matMul(flat, inputKernel), bias);
    const steps = tf.unstack(tf.reshape(projected, [time, batch, 3 * hidden])) as Tensor2D[];

    let state: Tensor2D = tf.zeros([batch, hidden]);
    const states = steps.map((step) => {
      const [ofGates, ofCandidate] = tf.split(step, [2 * hidden, hidden], 1) as [Tensor2D, Tensor2D];
      const gates = tf.sigmoid(tf.add(ofGates, tf.matMul(state, gateKernel)));
      const [update, reset] = tf.split(gates, 2, 1) as [Tensor2D, Tensor2D];
      const seen = tf.matMul(tf.mul<Tensor2D>(reset, state), candidateKernel);
      const candidate = tf.tanh(tf.add(ofCandidate, seen));
      state = tf.add(tf.mul(update, state), tf.mul(tf.sub(1, update), candidate));
      return state;
    });
    return tf.stack(states) as Tensor3D;
  });
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
