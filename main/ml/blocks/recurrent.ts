/** What layers of LSTM and GRU cells share: their weights, both directions, and their form in ONNX. */
import type { Random } from '../../../shared/random.ts';
import type { OnnxGraph, ValueName } from '../onnx/graph.ts';
import { type Tensor1D, type Tensor2D, type Tensor3D, tf } from '../tf.ts';
import { glorotUniform, type Variable1D, type Variable2D } from './initializers.ts';

/** `kernel`: [channelsIn + hidden, gates * hidden], `bias`: [gates * hidden]; the cell has an order of its gates. */
export type RecurrentWeights = {
  readonly kernel: Variable2D;
  readonly bias: Variable1D;
};

export type BidirectionalWeights = {
  readonly forward: RecurrentWeights;
  readonly backward: RecurrentWeights;
};

type Create = (random: Random, channelsIn: number, hidden: number) => RecurrentWeights;

/** @param bias at the start, whose length says how many gates the cell has */
export function createRecurrent(
  random: Random,
  channelsIn: number,
  hidden: number,
  bias: Float32Array,
): RecurrentWeights {
  const rows = channelsIn + hidden;
  const values = glorotUniform(random, rows * bias.length, rows, hidden);
  return tf.tidy(() => ({
    kernel: tf.variable(tf.tensor2d(values, [rows, bias.length])),
    bias: tf.variable(tf.tensor1d(bias)),
  }));
}

/** Creates the weights of both directions by those of one. */
export function createBoth(create: Create): (...sizes: Parameters<Create>) => BidirectionalWeights {
  return (...sizes) => ({ forward: create(...sizes), backward: create(...sizes) });
}

/**
 * Runs one layer over the sequence and another over the reversed sequence, and concatenates their outputs.
 *
 *   [time, batch, channelsIn] -> [time, batch, 2 * hidden]
 */
export function runBoth(run: (input: Tensor3D, weights: RecurrentWeights) => Tensor3D) {
  return (input: Tensor3D, { forward, backward }: BidirectionalWeights): Tensor3D =>
    tf.tidy(() => {
      const returning = run(tf.reverse(input, 0), backward);
      return tf.concat([run(input, forward), tf.reverse(returning, 0)], 2);
    });
}

/** The weights of one direction, or of both. */
export type Directions =
  | readonly [forward: RecurrentWeights]
  | readonly [forward: RecurrentWeights, backward: RecurrentWeights];

export interface OnnxCell {
  readonly operator: 'LSTM' | 'GRU';
  readonly gates: number;
  /** Puts the gates along the first axis in the order of ONNX. */
  readonly forOnnx: <T extends Tensor1D | Tensor2D>(gates: T, hidden: number) => T;
}

/** A layer in ONNX, over the same shapes. */
export function recurrentOnnx(
  graph: OnnxGraph,
  input: ValueName,
  directions: Directions,
  { operator, gates, forOnnx }: OnnxCell,
): ValueName {
  const [{ kernel: first, bias: firstBias }] = directions;
  const hidden = firstBias.size / gates;
  const channelsIn = first.shape[0] - hidden;
  const count = directions.length;
  const parts = tf.tidy(() =>
    directions.map(({ kernel, bias }) => {
      const rows = forOnnx(tf.transpose(kernel), hidden);
      return {
        input: tf.slice(rows, [0, 0], [gates * hidden, channelsIn]).dataSync<'float32'>(),
        hidden: tf.slice(rows, [0, channelsIn], [gates * hidden, hidden]).dataSync<'float32'>(),
        // ONNX has a second bias, for the recurrent product.
        bias: tf.concat([forOnnx(bias, hidden), tf.zeros([gates * hidden])]).dataSync<'float32'>(),
      };
    }),
  );
  const all = (name: 'input' | 'hidden' | 'bias', shape: readonly number[]): ValueName =>
    graph.initializer(name, [count, ...shape], Float32Array.from(parts.flatMap((part) => [...part[name]])));
  const output = graph.node(
    operator,
    [
      input,
      all('input', [gates * hidden, channelsIn]),
      all('hidden', [gates * hidden, hidden]),
      all('bias', [2 * gates * hidden]),
    ],
    { direction: count === 2 ? 'bidirectional' : 'forward', hidden_size: { int: hidden } },
  );
  // [time, direction, batch, hidden] -> [time, batch, directions * hidden]
  const transposed = graph.node('Transpose', [output], { perm: [0, 2, 1, 3] });
  return graph.node('Reshape', [
    transposed,
    graph.initializer('shape', [3], BigInt64Array.of(0n, 0n, BigInt(count * hidden))),
  ]);
}
