import onnxProto from 'onnx-proto';
import { elementTypes } from '../../main/ml/onnx/graph.ts';
import { withMetadata } from '../../main/ml/onnx/editModel.ts';
import type { ModelMetadata } from '../../shared/contract/model.ts';
import { lastLayer, storedDense } from './trunk.ts';

const { AttributeProto, ModelProto, TypeProto, ValueInfoProto } = onnxProto.onnx;

/** TensorProto.DataType. */
const int8 = 3;
const largest = 127;

/**
 * The last layer of a recogniser as a graph of its own, from what the layer takes to what it gives, under their names in the
 * recogniser. Each column of its kernel is stored in bytes with a scale.
 *
 * @param bytes of PP-OCR's recogniser
 */
export function scriptsHead(bytes: Uint8Array, metadata: ModelMetadata): Uint8Array {
  const { features, result } = lastLayer(bytes);
  const dense = storedDense(bytes);
  // Not 0 where a column is.
  const scales = new Float32Array(dense.classes).fill(1e-12);
  for (const [at, weight] of dense.kernel.entries()) {
    const column = at % dense.classes;
    scales[column] = Math.max(scales[column] ?? 0, Math.abs(weight) / largest);
  }
  const kernel = Int8Array.from(dense.kernel, (weight, at) =>
    Math.round(weight / (scales[at % dense.classes] ?? 1)),
  );
  const { float } = elementTypes;
  const constant = (
    name: string,
    dims: number[],
    dataType: number,
    { buffer }: Int8Array | Float32Array,
  ) => ({
    name,
    dims,
    dataType,
    rawData: new Uint8Array(buffer as ArrayBuffer),
  });
  const named = (name: string) =>
    new ValueInfoProto({ name, type: new TypeProto({ tensorType: { elemType: float } }) });
  const to = new AttributeProto({ name: 'to', type: AttributeProto.AttributeType.INT, i: float });
  const head = ModelProto.create({
    irVersion: 6,
    opsetImport: [{ domain: '', version: 11 }],
    graph: {
      name: 'scripts',
      input: [named(features)],
      output: [named(result)],
      initializer: [
        constant('scripts_bytes', [dense.features, dense.classes], int8, kernel),
        constant('scripts_scales', [dense.classes], float, scales),
        constant('scripts_bias', [dense.classes], float, dense.bias),
      ],
      node: [
        { opType: 'Cast', input: ['scripts_bytes'], output: ['scripts_kernel'], attribute: [to] },
        { opType: 'MatMul', input: [features, 'scripts_kernel'], output: ['scripts_product'] },
        { opType: 'Mul', input: ['scripts_product', 'scripts_scales'], output: ['scripts_scaled'] },
        { opType: 'Add', input: ['scripts_scaled', 'scripts_bias'], output: [result] },
      ],
    },
  });
  return withMetadata(ModelProto.encode(head).finish(), metadata);
}
