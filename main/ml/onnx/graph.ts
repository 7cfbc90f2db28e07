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
export type OnnxGraph = ReturnType<typeof createOnnxGraph>;

export type ConstantValues = Float32Array | Float64Array | BigInt64Array | Int8Array;

/**
 * @param name the name of the graph inside the file
 * @param prefix of the names of all values but inputs and outputs, so that the graph can be joined to another
 */
export function createOnnxGraph(name: string, prefix = '') {
  const graph = new onnx.GraphProto({ name });
  let count = 0;

  function encoded(metadataProps: { key: string; value: string }[]): Uint8Array {
    const model = new onnx.ModelProto({
      irVersion,
      producerName: 'inkdex',
      opsetImport: [{ domain: '', version: opset }],
      graph,
      metadataProps,
    });
    return onnx.ModelProto.encode(model).finish();
  }

  /** Names end with a number, so that blocks need not coordinate names. */
  function unique(kind: string): ValueName {
    count += 1;
    return valueName(`${prefix}${kind}_${count}`);
  }

  /** Adds an operator with so many outputs. */
  function nodes(
    operator: string,
    inputs: readonly (ValueName | '')[],
    outputs: number,
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): ValueName[] {
    const names = Array.from({ length: outputs }, () => unique(operator));
    graph.node.push(
      new onnx.NodeProto({
        name: names[0],
        opType: operator,
        input: [...inputs],
        output: names,
        attribute: Object.entries(attributes).map(([key, value]) => attributeOf(key, value)),
      }),
    );
    return names;
  }

  return {
    /** An input of the model. @param type of its elements; float32 by default */
    input(inputName: string, shape: readonly Dimension[], type: 'float' | 'uint8' = 'float'): ValueName {
      graph.input.push(valueInfo(inputName, shape, type));
      return valueName(inputName);
    },

    /** A constant: float32 for a Float32Array, float64 for a Float64Array, int64 for a BigInt64Array, int8 for an Int8Array. */
    initializer(kind: string, shape: readonly number[], values: ConstantValues): ValueName {
      const size = shape.reduce((product, dimension) => product * dimension, 1);
      if (size !== values.length) {
        throw new RangeError(
          `Initializer ${kind} has ${values.length} values; shape [${shape.join(', ')}] needs ${size}.`,
        );
      }
      const initializerName = unique(kind);
      graph.initializer.push(
        new onnx.TensorProto({
          name: initializerName,
          dims: [...shape],
          dataType: typeOf(values),
          rawData: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
        }),
      );
      return initializerName;
    },

    /** Adds an operator and returns its output; '' is an omitted optional input. */
    node(
      operator: string,
      inputs: readonly (ValueName | '')[],
      attributes: Readonly<Record<string, AttributeValue>> = {},
    ): ValueName {
      return nodes(operator, inputs, 1, attributes)[0];
    },

    nodes,

    /** Declares a float32 value as an output of the model, with this name. */
    output(outputName: string, value: ValueName, shape: readonly Dimension[]): void {
      graph.node.push(
        new onnx.NodeProto({ name: outputName, opType: 'Identity', input: [value], output: [outputName] }),
      );
      graph.output.push(valueInfo(outputName, shape));
    },

    /** The bytes of the .onnx file, with `metadata` as JSON in `metadata_props.inkdex`. */
    encode: (metadata: ModelMetadata): Uint8Array =>
      encoded([{ key: 'inkdex', value: JSON.stringify(metadata) }]),
    /** The bytes of an .onnx file without metadata, for other programs or to be joined to another graph. */
    encodeBare: (): Uint8Array => encoded([]),
  };
}

function typeOf(values: ConstantValues): number {
  if (values instanceof Float32Array) return elementTypes.float;
  if (values instanceof Int8Array) return elementTypes.int8;
  return values instanceof Float64Array ? elementTypes.double : elementTypes.int64;
}

/** Brands a string as the name of a value. */
function valueName(name: string): ValueName {
  return name as ValueName;
}

function valueInfo(
  name: string,
  shape: readonly Dimension[],
  type: 'float' | 'uint8' = 'float',
): InstanceType<typeof onnx.ValueInfoProto> {
  return new onnx.ValueInfoProto({
    name,
    type: {
      tensorType: {
        elemType: elementTypes[type],
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
export const elementTypes: Record<'float' | 'double' | 'int64' | 'int8' | 'uint8' | 'bool', number> = {
  float: DataType.FLOAT,
  double: DataType.DOUBLE,
  uint8: DataType.UINT8,
  bool: DataType.BOOL,
  int64: DataType.INT64,
  int8: DataType.INT8,
};

/** Copies, because the bytes may be unaligned. ONNX is little-endian. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}
