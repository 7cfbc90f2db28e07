/** Long short-term memory. Hochreiter and Schmidhuber, "Long short-term memory", 1997. */
import type { Random } from '../../../shared/random.ts';
import { blockLstm } from '../fast/blockLstm.ts';
import { hasFastForms } from '../fast/tensorflowOp.ts';
import type { OnnxGraph, ValueName } from '../onnx/graph.ts';
import { type Tensor1D, type Tensor2D, type Tensor3D, tf } from '../tf.ts';
import { glorotUniform, type Variable1D, type Variable2D } from './initializers.ts';

/**
 * `kernel`: [channelsIn + hidden, 4 * hidden], `bias`: [4 * hidden]; gates in the order input, cell,
 * forget, output.
 */
export type LstmWeights = {
  readonly kernel: Variable2D;
  readonly bias: Variable1D;
};

export type BidirectionalLstmWeights = {
  readonly forward: LstmWeights;
  readonly backward: LstmWeights;
};

export function createBidirectionalLstm(
  random: Random,
  channelsIn: number,
  hidden: number,
): BidirectionalLstmWeights {
  return {
    forward: createLstm(random, channelsIn, hidden),
    backward: createLstm(random, channelsIn, hidden),
  };
}

function createLstm(random: Random, channelsIn: number, hidden: number): LstmWeights {
  const rows = channelsIn + hidden;
  const values = glorotUniform(random, rows * 4 * hidden, rows, hidden);
  // With a bias of 1 the forget gate starts open, so that gradients flow from the first step (Jozefowicz et al.,
  // 2015).
  const bias = Float32Array.from({ length: 4 * hidden }, (_, at) => (Math.floor(at / hidden) === 2 ? 1 : 0));
  return tf.tidy(() => ({
    kernel: tf.variable(tf.tensor2d(values, [rows, 4 * hidden])),
    bias: tf.variable(tf.tensor1d(bias)),
  }));
}

/**
 * Runs one LSTM over the sequence and another over the reversed sequence, and concatenates their outputs.
 *
 *   [time, batch, channelsIn] -> [time, batch, 2 * hidden]
 */
export function bidirectionalLstm(
  input: Tensor3D,
  { forward, backward }: BidirectionalLstmWeights,
): Tensor3D {
  return tf.tidy(() => {
    const run = hasFastForms() ? blockLstm : generalLstm;
    const onward = run(input, forward.kernel, forward.bias);
    const returning = run(tf.reverse(input, 0), backward.kernel, backward.bias);
    return tf.concat([onward, tf.reverse(returning, 0)], 2);
  });
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
      const gates = tf.split(tf.add(step, tf.matMul(state, hiddenKernel)), 4, 1);
      const [inputGate, candidate, forgetGate, outputGate] = gates as [
        Tensor2D,
        Tensor2D,
        Tensor2D,
        Tensor2D,
      ];
      cell = tf.add(tf.mul(cell, tf.sigmoid(forgetGate)), tf.mul(tf.sigmoid(inputGate), tf.tanh(candidate)));
      state = tf.mul(tf.sigmoid(outputGate), tf.tanh(cell));
      return state;
    });
    return tf.stack(states) as Tensor3D;
  });
}

/** `bidirectionalLstm` in ONNX, over the same shapes. */
export function bidirectionalLstmOnnx(
  graph: OnnxGraph,
  input: ValueName,
  { forward, backward }: BidirectionalLstmWeights,
): ValueName {
  const hidden = forward.bias.size / 4;
  const channelsIn = forward.kernel.shape[0] - hidden;
  const parts = tf.tidy(() =>
    [forward, backward].map(({ kernel, bias }) => {
      const rows = gatesForOnnx(tf.transpose(kernel), hidden);
      return {
        input: tf.slice(rows, [0, 0], [4 * hidden, channelsIn]).dataSync<'float32'>(),
        hidden: tf.slice(rows, [0, channelsIn], [4 * hidden, hidden]).dataSync<'float32'>(),
        // ONNX has a second bias, for the recurrent product.
        bias: tf.concat([gatesForOnnx(bias, hidden), tf.zeros([4 * hidden])]).dataSync<'float32'>(),
      };
    }),
  );
  const both = (name: 'input' | 'hidden' | 'bias', shape: readonly number[]): ValueName =>
    graph.initializer(name, [2, ...shape], Float32Array.from(parts.flatMap((part) => [...part[name]])));
  const output = graph.node(
    'LSTM',
    [
      input,
      both('input', [4 * hidden, channelsIn]),
      both('hidden', [4 * hidden, hidden]),
      both('bias', [8 * hidden]),
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

/**
 * Reorders the gates along the first axis: input, cell, forget, output -> input, output, forget, cell, as in ONNX.
 */
function gatesForOnnx<T extends Tensor1D | Tensor2D>(gates: T, hidden: number): T {
  const order = [0, 3, 2, 1].flatMap((gate) =>
    Array.from({ length: hidden }, (_, unit) => gate * hidden + unit),
  );
  return tf.gather(gates, order);
}
