import onnxProto from 'onnx-proto';

const { ModelProto } = onnxProto.onnx;

/**
 * The same network without the softmax at its end: its output has logits.
 *
 * @param bytes of an .onnx file with one output
 * @throws Error if its output is not that of a softmax
 */
export function withoutSoftmax(bytes: Uint8Array): Uint8Array {
  const model = ModelProto.decode(bytes);
  const output = model.graph?.output?.at(0)?.name;
  const node = model.graph?.node?.find((each) => each.output?.includes(output ?? ''));
  if (node?.opType !== 'Softmax')
    throw new Error(`its output comes from ${node?.opType ?? 'nothing'}; expected Softmax`);
  node.opType = 'Identity';
  node.attribute = [];
  return ModelProto.encode(model).finish();
}
