import onnxProto from 'onnx-proto';
import { elementTypes, floatsOf } from '../../../ml/onnx/graph.ts';

const { onnx } = onnxProto;

export interface OnnxConstant {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Int32Array;
}

export type OnnxNode = ReturnType<typeof nodeOf>;

/** The graph of an .onnx file. 64-bit integers are cut to what 32 hold. @throws Error if it has none */
export function readOnnxSource(bytes: Uint8Array) {
  const { graph } = onnx.ModelProto.decode(bytes);
  if (graph == null) throw new Error('it has no graph');
  const constants = new Map<string, OnnxConstant>();
  for (const { name, dims, rawData, dataType } of graph.initializer ?? []) {
    if (!(rawData instanceof Uint8Array) || name == null) continue;
    const values =
      dataType === elementTypes.float
        ? floatsOf(rawData)
        : dataType === elementTypes.double
          ? new Float64Array(new Uint8Array(rawData).buffer)
          : integersOf(rawData);
    constants.set(name, { shape: (dims ?? []).map(Number), values });
  }
  return {
    nodes: (graph.node ?? []).map((node) => nodeOf(new onnx.NodeProto(node))),
    constants,
  };
}

function nodeOf({ opType, input, output, attribute }: InstanceType<typeof onnx.NodeProto>) {
  const find = (name: string) => attribute.find((each) => each.name === name);
  return {
    operator: opType,
    inputs: input,
    outputs: output,
    integer: (name: string, otherwise: number): number => Number(find(name)?.i ?? otherwise),
    integers: (name: string, otherwise: readonly number[]): readonly number[] =>
      find(name)?.ints?.map(Number) ?? otherwise,
    text: (name: string): string => new TextDecoder().decode(find(name)?.s ?? new Uint8Array()),
  };
}

function integersOf(bytes: Uint8Array): Int32Array {
  const most = 2 ** 31 - 1;
  const values = new BigInt64Array(new Uint8Array(bytes).buffer);
  return Int32Array.from(values, (value) => Math.max(-most, Math.min(most, Number(value))));
}
