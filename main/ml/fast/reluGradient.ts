import type { Tensor } from '../tf.ts';
import { first, tensorflowOp } from './tensorflowOp.ts';

/** The gradient of a ReLU's input as one op, from the gradient of its output and that output. */
export function reluGradient<Shape extends Tensor>(outputGradient: Shape, output: Shape): Shape {
  return first(tensorflowOp('ReluGrad', [outputGradient, output], { T: { type: 'float32' } }, 1)) as Shape;
}
