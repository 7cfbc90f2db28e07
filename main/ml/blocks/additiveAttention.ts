/**
 * Additive attention. Bahdanau, Cho and Bengio, "Neural machine translation by jointly learning to align and
 * translate", 2015.
 */
import type { Random } from '../../../shared/random.ts';
import type { OnnxGraph, ValueName } from '../onnx/graph.ts';
import { type Tensor2D, type Tensor3D, tf } from '../tf.ts';
import { createDense, dense, type DenseWeights } from './dense.ts';
import { glorotUniform, type Variable2D } from './initializers.ts';

/** `energy`: [units, 1]. */
export type AttentionWeights = {
  readonly key: DenseWeights;
  readonly query: DenseWeights;
  readonly energy: Variable2D;
};

/** Where attention looks: the columns of an image, and what is compared with the query. */
export interface Attended<Value = Tensor3D> {
  /** [batch, time, channels] */
  readonly columns: Value;
  /** [batch, time, units] */
  readonly keys: Value;
}

/** @param units of the space in which query and columns are compared */
export function createAttention(
  random: Random,
  { channels, query, units }: { readonly channels: number; readonly query: number; readonly units: number },
): AttentionWeights {
  const energy = glorotUniform(random.fork('energy'), units, units, 1);
  return {
    key: createDense(random.fork('key'), channels, units),
    query: createDense(random.fork('query'), query, units),
    energy: tf.tidy(() => tf.variable(tf.tensor2d(energy, [units, 1]))),
  };
}

/** Computes once for an image what does not depend on the query. [batch, time, channels] */
export function attended(columns: Tensor3D, { key }: AttentionWeights): Attended {
  const [batch, time, channels] = columns.shape;
  const keys = dense(tf.reshape(columns, [batch * time, channels]), key);
  return { columns, keys: tf.reshape(keys, [batch, time, -1]) };
}

/**
 *   query [batch, query] -> weights [batch, time], of sum 1, and their mean of the columns [batch, channels]
 */
export function attend(
  query: Tensor2D,
  { columns, keys }: Attended,
  weights: AttentionWeights,
): { context: Tensor2D; weights: Tensor2D } {
  const [batch, time, units] = keys.shape;
  const compared = tf.tanh(tf.add(keys, tf.expandDims(dense(query, weights.query), 1)));
  const energies = tf.matMul(tf.reshape(compared, [batch * time, units]), weights.energy);
  const found: Tensor2D = tf.softmax(tf.reshape(energies, [batch, time]));
  return { context: tf.squeeze(tf.matMul(tf.expandDims(found, 1), columns), [1]), weights: found };
}

/** The weights as constants of a graph, which all steps share. */
export interface AttentionConstants {
  readonly queryKernel: ValueName;
  readonly queryBias: ValueName;
  readonly energy: ValueName;
}

/** `attend` in ONNX. */
export function attendOnnx(
  graph: OnnxGraph,
  query: ValueName,
  { columns, keys }: Attended<ValueName>,
  { queryKernel, queryBias, energy }: AttentionConstants,
): { context: ValueName; weights: ValueName } {
  const axis = (at: bigint): ValueName => graph.initializer('axis', [1], BigInt64Array.of(at));
  const asked = graph.node('Add', [graph.node('MatMul', [query, queryKernel]), queryBias]);
  const sum = graph.node('Add', [keys, graph.node('Unsqueeze', [asked, axis(1n)])]);
  const energies = graph.node('MatMul', [graph.node('Tanh', [sum]), energy]);
  const weights = graph.node('Softmax', [graph.node('Squeeze', [energies, axis(2n)])], { axis: { int: 1 } });
  const mean = graph.node('MatMul', [graph.node('Unsqueeze', [weights, axis(1n)]), columns]);
  return { context: graph.node('Squeeze', [mean, axis(1n)]), weights };
}
