import { type Tensor, tf } from '../tf.ts';

/**
 * Whether the blocks take their fast forms, which call TensorFlow's own ops by name. They are off on
 * every backend but `tensorflow`, and where the environment says INKDEX_FAST_FORMS=0.
 */
export function hasFastForms(): boolean {
  return tf.getBackend() === 'tensorflow' && process.env.INKDEX_FAST_FORMS !== '0';
}

/** Whether those fast forms are taken too that read tensors as arrays: not where a GPU holds them. */
export function hasArrayForms(): boolean {
  const backend: unknown = tf.backend();
  const isOnGpu =
    typeof backend === 'object' &&
    backend !== null &&
    'isUsingGpuDevice' in backend &&
    backend.isUsingGpuDevice === true;
  return hasFastForms() && !isOnGpu;
}

/** What a fast form uses of tfjs-node's backend. */
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

/** An attribute of an op, by its kind in TensorFlow's op definition. */
export type OpAttribute =
  | { readonly type: 'float32' | 'int32' | 'int64' }
  | { readonly bool: boolean }
  | { readonly int: number | readonly number[] }
  | { readonly float: number }
  | { readonly string: string };

/**
 * Runs one of TensorFlow's ops by its name. Nothing is recorded for gradients.
 *
 * @returns its outputs, in the order of TensorFlow's op definition
 * @throws Error when the backend in use is not `tensorflow`, or TensorFlow refuses the arguments or gives fewer outputs
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
  if (given.length < outputs) throw new Error(`${name} gave ${given.length} outputs; expected ${outputs}.`);
  return given;
}

/** A scalar of 64 bits, which some ops take; tfjs itself knows none, so only an op may read it. */
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
    throw new Error(`Fast forms run on the backend tensorflow; this is ${tf.getBackend()}.`);
  }
  return backend;
}

function isEager(backend: unknown): backend is EagerBackend {
  return typeof backend === 'object' && backend !== null && 'executeMultipleOutputs' in backend;
}
