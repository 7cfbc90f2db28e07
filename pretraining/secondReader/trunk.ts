import onnxProto from 'onnx-proto';
import { elementTypes, floatsOf } from '../../main/ml/onnx/graph.ts';

const { ModelProto, TypeProto, ValueInfoProto } = onnxProto.onnx;

/** The output of `withFeatures`: float32 [batch, time, features]. */
export const featuresOutput = 'features';

/** A dense layer of a file: `kernel` is [features, classes], row by row. */
export interface StoredDense {
  readonly features: number;
  readonly classes: number;
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/** The last layer of PP-OCR's recogniser: a product and a sum. @throws Error if it ends otherwise */
export function lastLayer(bytes: Uint8Array) {
  const model = ModelProto.decode(bytes);
  const nodes = model.graph?.node ?? [];
  const product = nodes.findLast(({ opType }) => opType === 'MatMul');
  const sum = nodes.find(({ opType, input }) => opType === 'Add' && input?.[0] === product?.output?.[0]);
  const [features, kernel] = product?.input ?? [];
  const [, bias] = sum?.input ?? [];
  const result = sum?.output?.[0];
  if (
    product == null ||
    sum == null ||
    features == null ||
    result == null ||
    kernel == null ||
    bias == null
  ) {
    throw new Error('It does not end with a product and a sum.');
  }
  return { model, product, sum, features, result, kernel, bias };
}

/** The numbers of the last layer. @throws Error if they are not float32 */
export function storedDense(bytes: Uint8Array): StoredDense {
  const { model, ...names } = lastLayer(bytes);
  const [kernel, bias] = [names.kernel, names.bias].map((name) => {
    const found = model.graph?.initializer?.find((tensor) => tensor.name === name);
    if (found?.dataType !== elementTypes.float) throw new Error(`${name} is no float32 constant.`);
    return found;
  });
  const [features = 0, classes = 0] = (kernel?.dims ?? []).map(Number);
  return {
    features,
    classes,
    kernel: floatsOf(kernel?.rawData ?? new Uint8Array()),
    bias: floatsOf(bias?.rawData ?? new Uint8Array()),
  };
}

/** The same network with a further output: what its last layer takes. */
export function withFeatures(bytes: Uint8Array): Uint8Array {
  const { model, features } = lastLayer(bytes);
  model.graph?.node?.push({ opType: 'Identity', input: [features], output: [featuresOutput] });
  const type = new TypeProto({ tensorType: { elemType: elementTypes.float } });
  model.graph?.output?.push(new ValueInfoProto({ name: featuresOutput, type }));
  return ModelProto.encode(model).finish();
}

/**
 * The same network with another head in place of its last layer.
 *
 * @param headOf the head as a graph of its own, from and to values of these names
 */
export function withHead(bytes: Uint8Array, headOf: (from: string, to: string) => Uint8Array): Uint8Array {
  const { model, product, sum, features, result, kernel, bias } = lastLayer(bytes);
  const head = ModelProto.decode(headOf(features, result)).graph;
  const { graph } = model;
  if (graph?.node == null || graph.initializer == null || head?.node == null) return bytes;
  const place = graph.node.indexOf(product);
  graph.node = [
    ...graph.node.slice(0, place),
    ...head.node,
    ...graph.node.slice(place).filter((node) => node !== product && node !== sum),
  ];
  graph.initializer = [
    ...graph.initializer.filter(({ name }) => name !== kernel && name !== bias),
    ...(head.initializer ?? []),
  ];
  return ModelProto.encode(model).finish();
}
