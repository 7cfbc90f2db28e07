import { type Tensor, type Tensor1D, type Tensor4D, tf, withGradient } from '../tf.ts';
import { type OpAttribute, tensorflowOp } from './tensorflowOp.ts';

/**
 * Batch norm with the statistics of the batch as one op for the forward and one for the backward pass. The form for
 * any backend is `generalBatchNorm`.
 *
 *   [batch, height, width, channels] -> output of the same shape, mean and variance [channels]
 *
 * @returns the biased variance: divided by the count, not by the count - 1
 */
export function fusedBatchNorm(
  input: Tensor4D,
  gamma: Tensor1D,
  beta: Tensor1D,
  epsilon: number,
): { output: Tensor4D; mean: Tensor1D; variance: Tensor1D } {
  const attributes: Readonly<Record<string, OpAttribute>> = {
    T: { type: 'float32' },
    U: { type: 'float32' },
    epsilon: { float: epsilon },
    data_format: { string: 'NHWC' },
    is_training: { bool: true },
  };
  return tf.tidy(() => {
    const none = tf.tensor1d([]);
    // Outside of `withGradient`, whose forward pass can return only one tensor.
    const [output, mean, unbiased, ...reserved] = tensorflowOp(
      'FusedBatchNormV3',
      [input, gamma, beta, none, none],
      { ...attributes, exponential_avg_factor: { float: 1 } },
      6,
    );
    const count = input.size / gamma.size;
    return {
      output: withGradient<Tensor4D>(
        [input, gamma, beta],
        (save) => {
          save([input, gamma, ...reserved]);
          return output.clone() as Tensor4D;
        },
        (gradient, saved) =>
          tensorflowOp('FusedBatchNormGradV3', [gradient, ...saved], attributes, 5).slice(0, 3),
      ),
      mean: mean as Tensor1D,
      variance: tf.mul<Tensor1D>(unbiased, (count - 1) / count),
    };
  });
}

/** The gradient of a ReLU's input as one op, from its output and the gradient of the output. */
export function reluGradient<Shape extends Tensor>(outputGradient: Shape, output: Shape): Shape {
  return tensorflowOp('ReluGrad', [outputGradient, output], { T: { type: 'float32' } }, 1)[0] as Shape;
}
