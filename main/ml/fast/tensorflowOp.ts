import { type Tensor, tf, type Tensor1D, type Tensor4D, withGradient } from '../tf.ts';

/**
 * Whether the blocks use their fast forms, which call TensorFlow ops by name. Only the backend `tensorflow` has
 * them; INKDEX_FAST_FORMS=0 disables them.
 */
export function hasFastForms(): boolean {
  return tf.getBackend() === 'tensorflow' && process.env.INKDEX_FAST_FORMS !== '0';
}

/** Whether the blocks use the fast forms that read tensors as arrays, too: not if the tensors are in GPU memory. */
export function hasArrayForms(): boolean {
  const backend: unknown = tf.backend();
  const isOnGpu =
    typeof backend === 'object' &&
    backend !== null &&
    'isUsingGpuDevice' in backend &&
    backend.isUsingGpuDevice === true;
  return hasFastForms() && !isOnGpu;
}

/** The parts of tfjs-node's backend that the fast forms use. */
interface EagerBackend {
  readonly binding: {
    readonly TF_ATTR_TYPE: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_ATTR_INT: number;
    readonly TF_ATTR_FLOAT: number;
    readonly TF_ATTR_STRING: number;
    readonly TF_FLOAT: number;
    readonly TF_INT32: number;
    readonly TF_INT64: number;
  };
  executeMultipleOutputs(
    name: string,
    attributes: readonly { name: string; type: number; value: unknown }[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
}

/** An attribute of an op, with its type in TensorFlow's op definition. */
export type OpAttribute =
  | { readonly type: 'float32' | 'int32' | 'int64' }
  | { readonly bool: boolean }
  | { readonly int: number | readonly number[] }
  | { readonly float: number }
  | { readonly string: string };

/**
 * Runs a TensorFlow op by its name, without a gradient.
 *
 * @returns its outputs, in the order of TensorFlow's op definition
 * @throws Error if the backend in use is not `tensorflow`, or TensorFlow rejects the arguments or returns fewer
 *   outputs
 */
export function tensorflowOp(
  name: string,
  inputs: readonly Tensor[],
  attributes: Readonly<Record<string, OpAttribute>>,
  outputs: number,
): Tensor[] {
  const backend = eagerBackend();
  const list = Object.entries(attributes).map(([attribute, value]) => ({
    name: attribute,
    ...encode(value, backend.binding),
  }));
  const given = backend.executeMultipleOutputs(name, list, inputs, outputs);
  if (given.length < outputs)
    throw new Error(`${name} returned ${given.length} outputs; expected ${outputs}.`);
  return given;
}

/** A 64-bit integer scalar, which some ops take. TensorFlow.js has no such type, so that only ops can read it. */
export function int64Scalar(value: number): Tensor {
  const attributes = { SrcT: { type: 'int32' }, DstT: { type: 'int64' }, Truncate: { bool: false } } as const;
  return tensorflowOp('Cast', [tf.scalar(value, 'int32')], attributes, 1)[0];
}

function encode(attribute: OpAttribute, binding: EagerBackend['binding']): { type: number; value: unknown } {
  if ('bool' in attribute) return { type: binding.TF_ATTR_BOOL, value: attribute.bool };
  if ('int' in attribute) return { type: binding.TF_ATTR_INT, value: attribute.int };
  if ('float' in attribute) return { type: binding.TF_ATTR_FLOAT, value: attribute.float };
  if ('string' in attribute) return { type: binding.TF_ATTR_STRING, value: attribute.string };
  const types = { float32: binding.TF_FLOAT, int32: binding.TF_INT32, int64: binding.TF_INT64 };
  return { type: binding.TF_ATTR_TYPE, value: types[attribute.type] };
}

function eagerBackend(): EagerBackend {
  const backend: unknown = tf.backend();
  if (!isEager(backend)) {
    throw new Error(`Fast forms need the backend tensorflow; ${tf.getBackend()} is in use.`);
  }
  return backend;
}

function isEager(backend: unknown): backend is EagerBackend {
  return typeof backend === 'object' && backend !== null && 'executeMultipleOutputs' in backend;
}

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
