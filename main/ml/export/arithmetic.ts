import { elementTypes, type OnnxGraph, type ValueName } from '../onnx/graph.ts';

/** A float64 value of any shape in a graph, or a number. */
export type Operand = ValueName | number;

export type Arithmetic = ReturnType<typeof createArithmetic>;

/**
 * Operators over float64, which computes as TypeScript's numbers do, so that a graph rounds as `main/imaging` rounds.
 * Comparisons give 1 and 0.
 */
export function createArithmetic(graph: OnnxGraph) {
  const constants = new Map<number, ValueName>();
  type Attributes = Parameters<OnnxGraph['node']>[2];

  function real(value: Operand): ValueName {
    if (typeof value !== 'number') return value;
    const found = constants.get(value) ?? graph.initializer('number', [], Float64Array.of(value));
    constants.set(value, found);
    return found;
  }
  function node(operator: string, inputs: readonly (Operand | '')[], attributes?: Attributes): ValueName {
    const values = inputs.map((input) => (input === '' ? '' : real(input)));
    return graph.node(operator, values, attributes);
  }
  function cast(value: Operand, type: keyof typeof elementTypes): ValueName {
    return node('Cast', [value], { to: { int: elementTypes[type] } });
  }
  const truth = (value: ValueName): ValueName => cast(value, 'double');
  const integers = (...values: readonly number[]): ValueName =>
    graph.initializer('integers', [values.length], BigInt64Array.from(values, BigInt));
  /** int64 [count], of scalars. */
  function sizes(...values: readonly Operand[]): ValueName {
    if (values.every((value) => typeof value === 'number')) return integers(...values);
    const parts = values.map((value) =>
      typeof value === 'number' ? integers(value) : node('Reshape', [cast(value, 'int64'), integers(1)]),
    );
    return node('Concat', parts, { axis: { int: 0 } });
  }
  const vector = (values: readonly number[]): ValueName =>
    graph.initializer('vector', [values.length], Float64Array.from(values));
  const floor = (value: Operand): ValueName => node('Floor', [value]);
  const add = (a: Operand, b: Operand): ValueName => node('Add', [a, b]);
  const multiply = (a: Operand, b: Operand): ValueName => node('Mul', [a, b]);
  const divide = (a: Operand, b: Operand): ValueName => node('Div', [a, b]);
  const subtract = (a: Operand, b: Operand): ValueName => node('Sub', [a, b]);

  return {
    cast,
    node,
    real,
    sizes,
    vector,
    add,
    subtract,
    multiply,
    divide,
    floor,
    ceil: (value: Operand) => node('Ceil', [value]),
    /** As `Math.round`. */
    round: (value: Operand) => floor(add(value, 0.5)),
    /** Towards zero, as `| 0`. */
    truncate: (value: Operand) => cast(cast(value, 'int64'), 'double'),
    /** As an element of a Float32Array. */
    single: (value: Operand) => cast(cast(value, 'float'), 'double'),
    least: (a: Operand, b: Operand) => node('Min', [a, b]),
    greatest: (a: Operand, b: Operand) => node('Max', [a, b]),
    /** The remainder of a number that is not negative. */
    remainder: (value: Operand, by: Operand) => subtract(value, multiply(by, floor(divide(value, by)))),
    less: (a: Operand, b: Operand) => truth(node('Less', [a, b])),
    atMost: (a: Operand, b: Operand) => truth(node('LessOrEqual', [a, b])),
    equal: (a: Operand, b: Operand) => truth(node('Equal', [a, b])),
    /** @param condition 1 or 0 */
    choose: (condition: Operand, then: Operand, otherwise: Operand) =>
      node('Where', [cast(condition, 'bool'), then, otherwise]),
    /** 0, 1, ... before the end: [count] */
    range: (end: Operand) => node('Range', [0, end, 1]),
    reshape: (value: Operand, ...shape: readonly Operand[]) => node('Reshape', [value, sizes(...shape)]),
    transpose: (value: Operand, ...perm: readonly number[]) => node('Transpose', [value], { perm }),
    sum: (value: Operand, ...axes: readonly number[]) => reduce('ReduceSum', value, axes),
    most: (value: Operand, ...axes: readonly number[]) => reduce('ReduceMax', value, axes),
    fewest: (value: Operand, ...axes: readonly number[]) => reduce('ReduceMin', value, axes),
    product: (a: Operand, b: Operand) => node('MatMul', [a, b]),
    /** The size of an axis, a scalar. */
    sizeOf(value: ValueName, axis: number): ValueName {
      const size = graph.node('Shape', [value], { start: { int: axis }, end: { int: axis + 1 } });
      return cast(node('Reshape', [size, graph.initializer('scalar', [0], new BigInt64Array())]), 'double');
    },
    /** @param indices float64 integers */
    gather: (value: Operand, indices: Operand, axis: number) =>
      node('Gather', [value, cast(indices, 'int64')], { axis: { int: axis } }),
    slice: (value: Operand, from: readonly Operand[], to: readonly Operand[]) =>
      node('Slice', [value, sizes(...from), sizes(...to), integers(...from.map((_, axis) => axis))]),
    /** With zeros before and after each axis. */
    pad: (value: Operand, before: readonly Operand[], after: readonly Operand[]) =>
      node('Pad', [value, sizes(...before, ...after)]),
    concat: (axis: number, ...values: readonly Operand[]) => node('Concat', values, { axis: { int: axis } }),
    /** Ascending along the last axis. @param count its size */
    sorted(value: Operand, count: Operand): ValueName {
      const [values] = graph.nodes('TopK', [real(value), sizes(count)], 2, { largest: { int: 0 } });
      return cast(values, 'double');
    },
  };

  function reduce(operator: string, value: Operand, axes: readonly number[]): ValueName {
    return node(operator, [value, integers(...axes)], { keepdims: { int: 0 } });
  }
}
