import onnxProto from 'onnx-proto';
import type { ModelMetadata } from '../../../shared/contract/model.ts';

const { onnx } = onnxProto;

/** The version of ONNX's operator set: the first one with AffineGrid and the current form of GridSample. */
const opset = 20;
/** The corresponding version of the file format. */
const irVersion = 9;

/** The name of a tensor in the graph, as `input`, `initializer` and `node` return it. */
export type ValueName = string & { readonly valueName: unique symbol };

/** The size of an axis, or the name of an axis of variable size. */
export type Dimension = number | string;

/** A string, an integer, a float, or a list of integers. */
export type AttributeValue = string | Int | Float | readonly number[];

/** An integer attribute. */
export interface Int {
  readonly int: number;
}

/** A floating-point attribute. */
export interface Float {
  readonly float: number;
}

/** A builder of ONNX graphs. It names the values. */
export interface OnnxGraph {
  /** A float32 input of the model. */
  input(name: string, shape: readonly Dimension[]): ValueName;
  /** A constant: float32 for a Float32Array, int64 for a BigInt64Array. */
  initializer(name: string, shape: readonly number[], values: Float32Array | BigInt64Array): ValueName;
  /** Adds an operator and returns its output; '' is an omitted optional input. */
  node(
    operator: string,
    inputs: readonly (ValueName | '')[],
    attributes?: Readonly<Record<string, AttributeValue>>,
  ): ValueName;
  /** Adds an operator with several outputs. */
  nodes(operator: string, inputs: readonly ValueName[], outputs: number): ValueName[];
  /** Declares a float32 value as an output of the model, with this name. */
  output(name: string, value: ValueName, shape: readonly Dimension[]): void;
  /** The bytes of the .onnx file, with `metadata` as JSON in `metadata_props.inkdex`. */
  encode(metadata: ModelMetadata): Uint8Array;
}

/** @param name the name of the graph inside the file */
export function createOnnxGraph(name: string): OnnxGraph {
  const graph = new onnx.GraphProto({ name });
  let count = 0;

  /** Names end with a number, so that blocks need not coordinate names. */
  function unique(prefix: string): ValueName {
    count += 1;
    return valueName(`${prefix}_${count}`);
  }

  return {
    input(inputName, shape) {
      graph.input.push(valueInfo(inputName, shape));
      return valueName(inputName);
    },

    initializer(prefix, shape, values) {
      const size = shape.reduce((product, dimension) => product * dimension, 1);
      if (size !== values.length) {
        throw new RangeError(
          `Initializer ${prefix} has ${values.length} values; shape [${shape.join(', ')}] needs ${size}.`,
        );
      }
      const initializerName = unique(prefix);
      graph.initializer.push(
        new onnx.TensorProto({
          name: initializerName,
          dims: [...shape],
          dataType: values instanceof Float32Array ? elementTypes.float : elementTypes.int64,
          rawData: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
        }),
      );
      return initializerName;
    },

    node(operator, inputs, attributes = {}) {
      const output = unique(operator);
      graph.node.push(
        new onnx.NodeProto({
          name: output,
          opType: operator,
          input: [...inputs],
          output: [output],
          attribute: Object.entries(attributes).map(([key, value]) => attributeOf(key, value)),
        }),
      );
      return output;
    },

    nodes(operator, inputs, outputs) {
      const names = Array.from({ length: outputs }, () => unique(operator));
      graph.node.push(
        new onnx.NodeProto({ name: names[0] ?? null, opType: operator, input: [...inputs], output: names }),
      );
      return names;
    },

    output(outputName, value, shape) {
      graph.node.push(
        new onnx.NodeProto({ name: outputName, opType: 'Identity', input: [value], output: [outputName] }),
      );
      graph.output.push(valueInfo(outputName, shape));
    },

    encode(metadata) {
      const model = new onnx.ModelProto({
        irVersion,
        producerName: 'inkdex',
        opsetImport: [{ domain: '', version: opset }],
        graph,
        metadataProps: [{ key: 'inkdex', value: JSON.stringify(metadata) }],
      });
      return onnx.ModelProto.encode(model).finish();
    },
  };
}

/** Brands a string as the name of a value. */
function valueName(name: string): ValueName {
  return name as ValueName;
}

function valueInfo(name: string, shape: readonly Dimension[]): InstanceType<typeof onnx.ValueInfoProto> {
  return new onnx.ValueInfoProto({
    name,
    type: {
      tensorType: {
        elemType: elementTypes.float,
        shape: {
          dim: shape.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size })),
        },
      },
    },
  });
}

/** In the file, string attributes are bytes. */
function attributeOf(name: string, value: AttributeValue): InstanceType<typeof onnx.AttributeProto> {
  const types = onnx.AttributeProto.AttributeType;
  if (typeof value === 'string') {
    return new onnx.AttributeProto({ name, type: types.STRING, s: new TextEncoder().encode(value) });
  }
  if ('int' in value) return new onnx.AttributeProto({ name, type: types.INT, i: value.int });
  if ('float' in value) return new onnx.AttributeProto({ name, type: types.FLOAT, f: value.float });
  return new onnx.AttributeProto({ name, type: types.INTS, ints: [...value] });
}

const { DataType } = onnxProto.onnx.TensorProto;

/** ONNX's numbers of the element types that the files contain. */
export const elementTypes: Record<'float' | 'int64' | 'int8', number> = {
  float: DataType.FLOAT,
  int64: DataType.INT64,
  int8: DataType.INT8,
};

/** Copies, because the bytes may be unaligned. ONNX is little-endian. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}
