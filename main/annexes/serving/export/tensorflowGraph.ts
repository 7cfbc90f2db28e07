import { join } from 'node:path';
import protobuf from 'protobufjs';
import { resourcesFolder } from '../../../installation.ts';
import { formOf, type TensorflowType, typeNumbers } from './tensorflowForms.ts';

/** Of a signature that TensorFlow Serving answers. */
const methodName = 'tensorflow/serving/predict';

function encoded(message: 'GraphDef' | 'SavedModel', value: object): Uint8Array {
  const messages = protobuf.loadSync(join(resourcesFolder, 'export/saved_model.proto'));
  return messages.lookupType(message).encode(value).finish();
}

/** The elements of a constant: float32, float64, int32, or strings. */
export type GraphConstant = Float32Array | Float64Array | Int32Array | readonly string[];

/** An attribute of a TensorFlow operator; a list of numbers is one of integers. */
export type GraphAttribute =
  | number
  | boolean
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly type: TensorflowType }
  | { readonly types: readonly TensorflowType[] }
  | { readonly scalars: number }
  | { readonly function: string };

type Attributes = Readonly<Record<string, GraphAttribute>>;

/** A node of `GraphDef` (tensorflow/core/framework/node_def.proto). */
interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, object>>;
}

export type NodeBuilder = ReturnType<typeof createBuilder>;

interface Argument {
  readonly name: string;
  readonly type: TensorflowType;
  /** -1 is a size that varies. Without it, all of the shape does. */
  readonly shape?: readonly number[];
}

export interface TensorflowGraph extends NodeBuilder {
  input(argument: Argument): string;
  /** Gives a value a name, for others to find. */
  output(name: string, value: string): void;
  /** Adds a function. @param build returns its results by name */
  define(
    name: string,
    argument: Argument,
    build: (graph: NodeBuilder, argument: string) => Readonly<Record<string, string>>,
  ): void;
  /** The bytes of a `GraphDef`, which is also a frozen graph. */
  encode(): Uint8Array;
  /** The bytes of `saved_model.pb`. @param inputs names in the graph by those in the signature, like `outputs` */
  encodeSavedModel(
    inputs: Readonly<Record<string, string>>,
    outputs: Readonly<Record<string, string>>,
  ): Uint8Array;
}

type Types = Map<string, TensorflowType>;

function typeIn(types: Types, value: string): TensorflowType {
  const found = types.get(value);
  if (found === undefined) throw new Error(`the value ${value} of its graph is missing`);
  return found;
}

/** @param isFunction there, values are called `node:output:0`, and elsewhere `node:1` */
function createBuilder(types: Types, into: GraphNode[], isFunction: boolean) {
  function add(
    op: string,
    input: readonly string[],
    attr: Readonly<Record<string, object>>,
    outputs: Readonly<Record<string, TensorflowType>>,
  ): string[] {
    const name = `${op}_${into.length}`;
    into.push({ name, op, input, attr });
    return Object.entries(outputs).map(([output, type], place) => {
      const inGraph = place === 0 ? name : `${name}:${place}`;
      const value = isFunction ? `${name}:${output}:0` : inGraph;
      types.set(value, type);
      return value;
    });
  }
  function attributesOf(
    op: string,
    input: readonly string[],
    attributes: Attributes,
  ): Record<string, object> {
    const known = Object.entries(formOf(op).types).flatMap(([key, place]) => {
      const value = input.at(place);
      return value === undefined ? [] : [[key, typeAttribute(typeIn(types, value))] as const];
    });
    const given = Object.entries(attributes).map(([key, value]) => [key, attributeOf(value)] as const);
    return Object.fromEntries([...known, ...given]);
  }
  function constant(values: GraphConstant, shape: readonly number[] = [values.length]): string {
    const type = constantType(values);
    const tensor = { dtype: typeNumbers[type], tensorShape: shapeOf(shape), ...contentOf(values) };
    return add('Const', [], { dtype: typeAttribute(type), value: { tensor } }, { output: type })[0] ?? '';
  }
  return {
    constant,
    typeOf: (value: string): TensorflowType => typeIn(types, value),
    /** Adds an operator and returns its output. */
    node(op: string, input: readonly string[], attributes: Attributes = {}): string {
      const { types: places, output = 'output', type } = formOf(op);
      const { DstT: cast } = attributes;
      const first = input.at(Object.values(places)[0] ?? 0) ?? '';
      const own = type ?? typeIn(types, first);
      const result = typeof cast === 'object' && 'type' in cast ? cast.type : own;
      return add(op, input, attributesOf(op, input, attributes), { [output]: result })[0] ?? '';
    },
    /** The same of an operator with several outputs. @param outputs their types by their names, in TensorFlow's order */
    nodes: (
      op: string,
      input: readonly string[],
      attributes: Attributes,
      outputs: Readonly<Record<string, TensorflowType>>,
    ): string[] => add(op, input, attributesOf(op, input, attributes), outputs),
    /** A number is a scalar, a list a vector. */
    integers: (values: number | readonly number[]): string =>
      typeof values === 'number' ? constant(Int32Array.of(values), []) : constant(Int32Array.from(values)),
  };
}

/** A builder of TensorFlow's graphs, whose constants are in them. */
export function createTensorflowGraph(): TensorflowGraph {
  const nodes: GraphNode[] = [];
  const functions: object[] = [];
  const types: Types = new Map();
  const shapes = new Map<string, readonly number[]>();
  const graph = () => ({
    ...{ node: nodes, library: { function: functions }, versions: { producer: 1000, minConsumer: 12 } },
  });
  const tensors = (names: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(names).map(([key, name]) => [
        key,
        {
          name: `${name}:0`,
          dtype: typeNumbers[typeIn(types, name)],
          tensorShape: shapeOf(shapes.get(name)),
        },
      ]),
    );

  return {
    ...createBuilder(types, nodes, false),

    input({ name, type, shape }) {
      const attr = { dtype: typeAttribute(type), shape: { shape: shapeOf(shape) } };
      nodes.push({ name, op: 'Placeholder', input: [], attr });
      types.set(name, type);
      if (shape !== undefined) shapes.set(name, shape);
      return name;
    },

    output(name, value) {
      const type = typeIn(types, value);
      nodes.push({ name, op: 'Identity', input: [value], attr: { T: typeAttribute(type) } });
      types.set(name, type);
    },

    define(name, argument, build) {
      const nodeDef: GraphNode[] = [];
      types.set(argument.name, argument.type);
      const ret = build(createBuilder(types, nodeDef, true), argument.name);
      const declared = (of: string, type: TensorflowType) => ({ name: of, type: typeNumbers[type] });
      const outputArg = Object.entries(ret).map(([key, value]) => declared(key, typeIn(types, value)));
      const inputArg = [declared(argument.name, argument.type)];
      functions.push({ signature: { name, inputArg, outputArg }, nodeDef, ret });
    },

    encode: () => encoded('GraphDef', graph()),

    encodeSavedModel(inputs, outputs) {
      const signature = { inputs: tensors(inputs), outputs: tensors(outputs), methodName };
      const only = {
        metaInfoDef: { tags: ['serve'], tensorflowVersion: '2.21.0' },
        graphDef: graph(),
        signatureDef: { serving_default: signature },
      };
      return encoded('SavedModel', { savedModelSchemaVersion: 1, metaGraphs: [only] });
    },
  };
}

function constantType(values: GraphConstant): TensorflowType {
  if (values instanceof Float32Array) return 'float';
  if (values instanceof Float64Array) return 'double';
  return values instanceof Int32Array ? 'int32' : 'string';
}

function contentOf(values: GraphConstant): object {
  return 'buffer' in values
    ? { tensorContent: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) }
    : { stringVal: values.map((value) => Buffer.from(value)) };
}

function shapeOf(shape: readonly number[] | undefined): object {
  return shape === undefined ? { unknownRank: true } : { dim: shape.map((size) => ({ size })) };
}

function typeAttribute(type: TensorflowType): object {
  return { type: typeNumbers[type] };
}

function attributeOf(value: GraphAttribute): object {
  if (typeof value === 'number') return { i: value };
  if (typeof value === 'boolean') return { b: value };
  if (typeof value === 'string') return { s: Buffer.from(value) };
  if ('float' in value) return { f: value.float };
  if ('type' in value) return typeAttribute(value.type);
  if ('types' in value) return { list: { type: value.types.map((type) => typeNumbers[type]) } };
  if ('scalars' in value)
    return { list: { shape: Array.from({ length: value.scalars }, () => shapeOf([])) } };
  if ('function' in value) return { func: { name: value.function } };
  return { list: { i: [...value] } };
}
