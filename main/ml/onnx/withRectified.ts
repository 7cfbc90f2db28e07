import onnxProto from 'onnx-proto';

const { ModelProto, ValueInfoProto } = onnxProto.onnx;

/**
 * A recogniser that also gives what its spatial transformer made of the image: a second output, `rectified`,
 * of the shape of its input. Null for a model without a transformer.
 */
export function withRectified(bytes: Uint8Array): Uint8Array | null {
  const model = ModelProto.decode(bytes);
  const { graph } = model;
  const sampler = graph?.node?.find(({ opType }) => opType === 'GridSample');
  const [sampled] = sampler?.output ?? [];
  if (graph?.node == null || sampled === undefined) return null;
  graph.node.push({ opType: 'Identity', input: [sampled], output: ['rectified'] });
  graph.output?.push(new ValueInfoProto({ name: 'rectified', type: graph.input?.[0]?.type ?? null }));
  return ModelProto.encode(model).finish();
}
