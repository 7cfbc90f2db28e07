import onnxProto from 'onnx-proto';

const { AttributeProto, ModelProto, ValueInfoProto } = onnxProto.onnx;

/** The name of the output that is added. */
export const logProbabilitiesOutput = 'logProbabilities';

/**
 * A recogniser that also gives the log-softmax of its logits, [steps, batch, classes]: of a word's five thousand
 * exponentials ONNX Runtime takes several at once.
 *
 * @param bytes of an .onnx file; one without logits stays as it is
 * @throws Error when it is no .onnx file
 */
export function withLogProbabilities(bytes: Uint8Array): Uint8Array {
  const model = ModelProto.decode(bytes);
  const { graph } = model;
  const logits = graph?.output?.find(({ name }) => name === 'logits');
  if (graph?.node == null || logits === undefined) return bytes;
  const ofClasses = new AttributeProto({ name: 'axis', type: AttributeProto.AttributeType.INT, i: -1 });
  const [input, output] = [['logits'], [logProbabilitiesOutput]];
  graph.node.push({ opType: 'LogSoftmax', input, output, attribute: [ofClasses] });
  graph.output?.push(new ValueInfoProto({ name: logProbabilitiesOutput, type: logits.type ?? null }));
  return ModelProto.encode(model).finish();
}
