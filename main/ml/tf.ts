/**
 * TensorFlow.js, the union package, imported here and nowhere else: bare tfjs-core has no gradients,
 * and a second copy would have engines of its own.
 */
export * as tf from '@tensorflow/tfjs';
export type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D, Variable } from '@tensorflow/tfjs';
