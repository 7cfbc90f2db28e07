import onnxProto from 'onnx-proto';
import { elementTypes, floatsOf } from '../../main/ml/onnx/graph.ts';

const { AttributeProto, ModelProto, NodeProto, TensorProto } = onnxProto.onnx;

/** TensorProto.DataType of IEEE 754 half precision. */
const float16 = 10;
/** Smaller constants are left: they take no space, and scales and shapes keep all their digits. */
const leastSize = 1024;

/**
 * The same network with its large weights stored as float16, each followed by a Cast that ONNX Runtime computes once when it
 * opens the model. Half the size; what it computes differs by the rounding of the weights (11 bits).
 *
 * @param bytes of an .onnx file
 * @throws Error if it is not an .onnx file
 */
export function withHalfWeights(bytes: Uint8Array): Uint8Array {
  const model = ModelProto.decode(bytes);
  const { graph } = model;
  if (graph?.node == null || graph.initializer == null) return bytes;
  const casts: InstanceType<typeof NodeProto>[] = [];
  graph.initializer = graph.initializer.map((plain) => {
    const tensor = new TensorProto(plain);
    const size = tensor.dims.reduce<number>((product, side) => product * Number(side), 1);
    if (tensor.dataType !== elementTypes.float || size < leastSize) return tensor;
    const floats = tensor.rawData.length > 0 ? floatsOf(tensor.rawData) : Float32Array.from(tensor.floatData);
    const name = `${tensor.name}_half`;
    const to = new AttributeProto({
      name: 'to',
      type: AttributeProto.AttributeType.INT,
      i: elementTypes.float,
    });
    casts.push(new NodeProto({ opType: 'Cast', input: [name], output: [tensor.name], attribute: [to] }));
    const rawData = new Uint8Array(Float16Array.from(floats).buffer);
    return new TensorProto({ name, dims: tensor.dims, dataType: float16, rawData });
  });
  graph.node = [...casts, ...graph.node];
  return ModelProto.encode(model).finish();
}
