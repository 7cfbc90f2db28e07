import type { Random } from '../../../shared/random.ts';
import { tf, type Variable } from '../tf.ts';

export type Variable1D = Variable<tf.Rank.R1>;
export type Variable2D = Variable<tf.Rank.R2>;
export type Variable4D = Variable<tf.Rank.R4>;

/**
 * Normal with variance 2 / fanIn, for a layer that a ReLU follows.
 * He et al., "Delving deep into rectifiers", 2015.
 */
export function heNormal(random: Random, size: number, fanIn: number): Float32Array {
  const deviation = Math.sqrt(2 / fanIn);
  return Float32Array.from({ length: size }, () => random.normal() * deviation);
}

/**
 * Uniform with variance 2 / (fanIn + fanOut), for a layer without a ReLU.
 * Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.
 */
export function glorotUniform(random: Random, size: number, fanIn: number, fanOut: number): Float32Array {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return Float32Array.from({ length: size }, () => random.between(-limit, limit));
}

/** A trainable vector with the same value in all places. */
export function filled(length: number, value: number): Variable1D {
  return tf.tidy(() => tf.variable(tf.fill<tf.Rank.R1>([length], value)));
}
