/** The elements of a constant; float32, or int32. */
export type GraphConstant = Float32Array | Int32Array;

/** An attribute of a TensorFlow operator; a list of numbers is one of integers. */
export type GraphAttribute =
  | number
  | boolean
  | string
  | readonly number[]
  | { readonly type: 'float' | 'int' | 'bool' }
  | {
      readonly function: string;
    };

/** A node of `GraphDef` (tensorflow/core/framework/graph.proto) as JSON. */
interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, unknown>>;
}

interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

/** What a graph model's file says of an input or output. */
interface Signature {
  readonly name: string;
  readonly dtype: 'DT_FLOAT';
  readonly tensorShape: { readonly dim: readonly { readonly size: string }[] };
}

export interface NodeBuilder {
  /** Adds an operator and returns its output. Its further outputs are `name:1`, `name:2`, ... */
  node(op: string, input: readonly string[], attributes?: Readonly<Record<string, GraphAttribute>>): string;
  floats(values: GraphConstant, shape: readonly number[]): string;
  /** A number is a scalar, a list a vector unless a shape is given. */
  integers(values: number | readonly number[], shape?: readonly number[]): string;
}

export interface TensorflowGraph extends NodeBuilder {
  /** A float32 input of the model; -1 is a size that varies. */
  input(name: string, shape: readonly number[]): string;
  output(name: string, value: string, shape: readonly number[]): void;
  /** Adds a function, for loops. @param build returns its results by name */
  define(
    name: string,
    args: readonly string[],
    build: (graph: NodeBuilder) => Readonly<Record<string, string>>,
  ): void;
  encode(): EncodedGraph;
}

/** The parts of `model.json`, and the bytes of the weights in the order of their specifications. */
export interface EncodedGraph {
  readonly modelTopology: unknown;
  readonly signature: unknown;
  readonly weights: readonly WeightSpec[];
  readonly bytes: Buffer;
}

const types = { float: 'DT_FLOAT', int: 'DT_INT32', bool: 'DT_BOOL' } as const;

/** A builder of TensorFlow.js graph models: `GraphDef` as JSON, whose constants are weights beside it. */
export function createTensorflowGraph(): TensorflowGraph {
  const nodes: GraphNode[] = [];
  const functions: unknown[] = [];
  const weights: { readonly spec: WeightSpec; readonly values: GraphConstant }[] = [];
  const inputs: Record<string, Signature> = {};
  const outputs: Record<string, Signature> = {};
  let count = 0;

  function builderOf(into: GraphNode[]): NodeBuilder {
    function node(
      op: string,
      input: readonly string[],
      attributes: Readonly<Record<string, GraphAttribute>> = {},
    ): string {
      count += 1;
      const name = `${op}_${count}`;
      const attr = Object.fromEntries(
        Object.entries(attributes).map(([key, value]) => [key, attributeOf(value)]),
      );
      into.push({ name, op, input, attr });
      return name;
    }
    function constant(values: GraphConstant, shape: readonly number[]): string {
      const isFloat = values instanceof Float32Array;
      const name = node('Const', [], { dtype: { type: isFloat ? 'float' : 'int' } });
      weights.push({ spec: { name, shape, dtype: isFloat ? 'float32' : 'int32' }, values });
      return name;
    }
    return {
      node,
      floats: (values, shape) => constant(Float32Array.from(values), shape),
      integers: (values, shape) =>
        typeof values === 'number'
          ? constant(Int32Array.of(values), [])
          : constant(Int32Array.from(values), shape ?? [values.length]),
    };
  }

  return {
    ...builderOf(nodes),

    input(name, shape) {
      nodes.push({ name, op: 'Placeholder', input: [], attr: { dtype: { type: types.float } } });
      inputs[name] = signatureOf(name, shape);
      return name;
    },

    output(name, value, shape) {
      nodes.push({ name, op: 'Identity', input: [value], attr: {} });
      outputs[name] = signatureOf(name, shape);
    },

    define(name, args, build) {
      const nodeDef: GraphNode[] = [];
      const ret = build(builderOf(nodeDef));
      const argument = (each: string) => ({ name: each, type: types.float });
      functions.push({
        signature: { name, inputArg: args.map(argument), outputArg: Object.keys(ret).map(argument) },
        nodeDef,
        ret,
        attr: {},
      });
    },

    encode() {
      return {
        modelTopology: { node: nodes, library: { function: functions }, versions: { producer: 440 } },
        signature: { inputs, outputs },
        weights: weights.map(({ spec }) => spec),
        bytes: Buffer.concat(
          weights.map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
        ),
      };
    },
  };
}

function attributeOf(value: GraphAttribute): unknown {
  if (typeof value === 'number') return { i: String(value) };
  if (typeof value === 'boolean') return { b: value };
  if (typeof value === 'string') return { s: Buffer.from(value).toString('base64') };
  if ('type' in value) return { type: types[value.type] };
  if ('function' in value) return { func: { name: value.function } };
  return { list: { i: value.map(String) } };
}

function signatureOf(name: string, shape: readonly number[]): Signature {
  return {
    name: `${name}:0`,
    dtype: types.float,
    tensorShape: { dim: shape.map((size) => ({ size: String(size) })) },
  };
}
