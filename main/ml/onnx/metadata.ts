import onnxProto from 'onnx-proto';
import { modelMetadataSchema, type ModelMetadata } from '../../../shared/contract/model.ts';

const { onnx } = onnxProto;
const key = 'inkdex';

/**
 * What a .onnx file says of itself, before anyone believes it.
 *
 * @throws Error when it is no .onnx file or says nothing
 */
export function storedMetadata(bytes: Uint8Array): unknown {
  const found = onnx.ModelProto.decode(bytes).metadataProps.find((entry) => entry.key === key)?.value;
  if (typeof found !== 'string') throw new Error(`it has no "${key}" metadata`);
  const value: unknown = JSON.parse(found);
  return value;
}

/**
 * What a model that we made says of itself.
 *
 * @throws Error when it is no such file
 */
export function metadataOf(bytes: Uint8Array): ModelMetadata {
  return modelMetadataSchema.parse(storedMetadata(bytes));
}

/** The same graph and weights, saying something else of themselves. */
export function withMetadata(bytes: Uint8Array, metadata: ModelMetadata): Uint8Array {
  const model = onnx.ModelProto.decode(bytes);
  model.metadataProps = [{ key, value: JSON.stringify(metadata) }];
  return onnx.ModelProto.encode(model).finish();
}
