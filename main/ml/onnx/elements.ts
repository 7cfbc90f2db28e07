import onnxProto from 'onnx-proto';

const { DataType } = onnxProto.onnx.TensorProto;

/** The kinds of numbers that our files hold, as ONNX numbers them. */
export const elementTypes: Record<'float' | 'int64' | 'int8', number> = {
  float: DataType.FLOAT,
  int64: DataType.INT64,
  int8: DataType.INT8,
};

/** Copied, as the bytes need not lie at a multiple of four. Little-endian, as ONNX says. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}
