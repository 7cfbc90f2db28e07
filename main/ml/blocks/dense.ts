import type { Random } from '../../../shared/random.ts';
import type { OnnxGraph, ValueName } from '../onnx/graph.ts';
import { type Tensor2D, type Tensor3D, tf } from '../tf.ts';
import { filled, glorotUniform, type Variable1D, type Variable2D } from './initializers.ts';

/** `kernel`: [channelsIn, channelsOut]. */
export type DenseWeights = {
  readonly kernel: Variable2D;
  readonly bias: Variable1D;
};

export function createDense(random: Random, channelsIn: number, channelsOut: number): DenseWeights {
  const values = glorotUniform(random, channelsIn * channelsOut, channelsIn, channelsOut);
  return {
    kernel: tf.tidy(() => tf.variable(tf.tensor2d(values, [channelsIn, channelsOut]))),
    bias: filled(channelsOut, 0),
  };
}

/**
 * A fully connected layer.
 *
 *   [rows, channelsIn] -> [rows, channelsOut]
 */
export function dense(input: Tensor2D, { kernel, bias }: DenseWeights): Tensor2D {
  return tf.tidy(() => tf.add<Tensor2D>(tf.matMul(input, kernel), bias));
}

/** A dense layer on each step of a sequence: [time, batch, channelsIn] -> [time, batch, channelsOut] */
export function denseEach(sequence: Tensor3D, weights: DenseWeights): Tensor3D {
  const [time, batch, channels] = sequence.shape;
  const flat: Tensor2D = tf.reshape(sequence, [time * batch, channels]);
  return tf.reshape(dense(flat, weights), [time, batch, -1]);
}

/** `dense` in ONNX, over any shape whose last axis is the channels. */
export function denseOnnx(graph: OnnxGraph, input: ValueName, { kernel, bias }: DenseWeights): ValueName {
  const product = graph.node('MatMul', [
    input,
    graph.initializer('kernel', kernel.shape, kernel.dataSync<'float32'>()),
  ]);
  return graph.node('Add', [product, graph.initializer('bias', bias.shape, bias.dataSync<'float32'>())]);
}
