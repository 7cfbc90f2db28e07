import onnxProto from 'onnx-proto';
import { elementTypes, floatsOf } from '../../main/ml/onnx/graph.ts';

const { ModelProto } = onnxProto.onnx;

/**
 * A model between two of one form: each weight so far from the first's to the second's. Where the second was trained
 * further from the first, what lies between often reads strangers better than either (Wortsman et al., "Model soups",
 * 2022).
 *
 * @param share of the second, 0 to 1
 * @returns an .onnx file with the first's metadata
 * @throws RangeError when they differ in form
 */
export function averageModels(first: Uint8Array, second: Uint8Array, share: number): Uint8Array {
  const model = ModelProto.decode(first);
  const [own, other] = [model, ModelProto.decode(second)].map(({ graph }) => graph?.initializer ?? []);
  if (own === undefined || own.length !== other?.length) throw new RangeError('The models differ in form.');
  for (const [index, tensor] of own.entries()) {
    if (tensor.dataType !== elementTypes.float) continue;
    const [from, to] = [tensor.rawData, other[index]?.rawData];
    if (!(from instanceof Uint8Array) || from.length !== to?.length || !(to instanceof Uint8Array)) {
      throw new RangeError(`The models differ in ${tensor.name ?? 'a weight'}.`);
    }
    const target = floatsOf(to);
    const between = floatsOf(from).map((value, at) => value + share * ((target[at] ?? 0) - value));
    tensor.rawData = new Uint8Array(between.buffer);
  }
  return ModelProto.encode(model).finish();
}
