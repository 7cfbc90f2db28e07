import type { OnnxNode } from './onnxSource.ts';
import { convertAffineGrid, convertGridSample } from './tensorflowGrid.ts';
import {
  type ConvertNode,
  convertConvolution,
  convertLstm,
  convertPool,
  convertResize,
} from './tensorflowLayers.ts';
import type { TensorflowGraph } from './tensorflowGraph.ts';
import type { ConvertedValues } from './tensorflowValues.ts';

/** Of one value, element by element. */
function elementwise(operator: string): ConvertNode {
  return (graph, values, { inputs: [input = ''], outputs: [output = ''] }) => {
    if (values.hasLast(input)) values.setLast(output, graph.node(operator, [values.last(input)]));
    else values.setPlain(output, graph.node(operator, [values.plain(input)]), values.isInteger(input));
  };
}

/** Of two values. @param ofIntegers the operator for integers, if it is another one */
function binary(operator: string, ofIntegers = operator, givesInteger = true): ConvertNode {
  return (graph, values, { inputs: [first = '', second = ''], outputs: [output = ''] }) => {
    const isScalar = (name: string): boolean => (values.constant(name)?.values.length ?? 0) === 1;
    if (
      [first, second].some((name) => values.hasLast(name)) &&
      [first, second].every((name) => values.hasLast(name) || isScalar(name))
    ) {
      const operands = [first, second].map((name) =>
        isScalar(name) ? values.plain(name) : values.last(name),
      );
      values.setLast(output, graph.node(operator, operands));
      return;
    }
    const isInteger = values.isInteger(first) && values.isInteger(second);
    const result = graph.node(isInteger ? ofIntegers : operator, [values.plain(first), values.plain(second)]);
    values.setPlain(output, result, isInteger && givesInteger);
  };
}

function reduction(operator: string): ConvertNode {
  return (graph, values, node) => {
    const [input = '', axes] = node.inputs;
    const over = graph.integers(values.integersOf(axes));
    const isKept = node.integer('keepdims', 1) === 1;
    const result = graph.node(operator, [values.plain(input), over], { keep_dims: isKept });
    values.setPlain(node.outputs[0] ?? '', result, values.isInteger(input));
  };
}

/** Along any axis. */
function softmax(isLogarithm: boolean): ConvertNode {
  return (graph, values, node) => {
    const axis = graph.integers([node.integer('axis', -1)]);
    const input = values.plain(node.inputs[0] ?? '');
    const shifted = graph.node('Sub', [input, graph.node('Max', [input, axis], { keep_dims: true })]);
    const powers = graph.node('Exp', [shifted]);
    const sum = graph.node('Sum', [powers, axis], { keep_dims: true });
    const result = isLogarithm
      ? graph.node('Sub', [shifted, graph.node('Log', [sum])])
      : graph.node('RealDiv', [powers, sum]);
    values.setPlain(node.outputs[0] ?? '', result);
  };
}

/** Adds one operator whose result keeps the type of the first input, in ONNX's order of axes. */
function plainly(
  convert: (graph: TensorflowGraph, input: string, node: OnnxNode, values: ConvertedValues) => string,
): ConvertNode {
  return (graph, values, node) => {
    const [input = ''] = node.inputs;
    const result = convert(graph, values.plain(input), node, values);
    values.setPlain(node.outputs[0] ?? '', result, values.isInteger(input));
  };
}

const reshape = plainly((graph, input, node, values) => {
  const [, shape = ''] = node.inputs;
  if (!values.isConstant(shape)) return graph.node('Reshape', [input, values.plain(shape)]);
  const sizes = values.integersOf(shape);
  if (!sizes.includes(0)) return graph.node('Reshape', [input, graph.integers(sizes)]);
  // 0 is the size of the input's axis.
  const own = graph.node('Shape', [input]);
  const parts = sizes.map((size, axis) =>
    size === 0
      ? graph.node('StridedSlice', [own, ...[[axis], [axis + 1], [1]].map((each) => graph.integers(each))])
      : graph.integers([size]),
  );
  const whole = graph.node('ConcatV2', [...parts, graph.integers(0)], { N: parts.length });
  return graph.node('Reshape', [input, whole]);
});

const slice = plainly((graph, input, { inputs }, values) => {
  const [, starts, ends] = inputs;
  const axes = inputs.at(3);
  const [from, to] = [values.integersOf(starts), values.integersOf(ends)];
  const along = axes === undefined ? from.map((_, axis) => axis) : values.integersOf(axes);
  if (along.some((axis) => axis < 0)) throw new Error('it slices an axis that is counted from the end');
  const rank = Math.max(...along) + 1;
  const at = (axis: number, of: readonly number[]): number => of[along.indexOf(axis)] ?? 0;
  const axesOf = Array.from({ length: rank }, (_, axis) => axis);
  const whole = axesOf.reduce((mask, axis) => mask + (along.includes(axis) ? 0 : 2 ** axis), 0);
  const open = axesOf.reduce((mask, axis) => mask + (at(axis, to) >= 2 ** 31 - 1 ? 2 ** axis : 0), whole);
  const begin = axesOf.map((axis) => at(axis, from));
  const end = axesOf.map((axis) => Math.min(at(axis, to), 2 ** 31 - 1));
  const bounds = [begin, end, axesOf.map(() => 1)].map((each) => graph.integers(each));
  return graph.node('StridedSlice', [input, ...bounds], { begin_mask: whole, end_mask: open });
});

const pad = plainly((graph, input, { inputs: [, pads] }, values) => {
  const sizes = values.integersOf(pads);
  const rank = sizes.length / 2;
  const pairs = Array.from({ length: rank }, (_, axis) => [sizes[axis] ?? 0, sizes[axis + rank] ?? 0]).flat();
  return graph.node('Pad', [input, graph.integers(pairs, [rank, 2])]);
});

const concat: ConvertNode = (graph, values, node) => {
  const { inputs } = node;
  const axis = graph.integers(node.integer('axis', 0));
  const joined = graph.node('ConcatV2', [...inputs.map((name) => values.plain(name)), axis], {
    N: inputs.length,
  });
  values.setPlain(node.outputs[0] ?? '', joined, values.isInteger(inputs[0] ?? ''));
};

const topK: ConvertNode = (
  graph,
  values,
  { inputs: [input = '', k], outputs: [found = '', places = ''] },
) => {
  const [count = 1] = values.integersOf(k);
  const result = graph.node('TopKV2', [values.plain(input), graph.integers(count)], { sorted: true });
  values.setPlain(found, result);
  values.setPlain(places, `${result}:1`, true);
};

const identity: ConvertNode = (_graph, values, { inputs: [input = ''], outputs: [output = ''] }) => {
  if (values.hasLast(input)) values.setLast(output, values.last(input));
  else values.setPlain(output, values.plain(input), values.isInteger(input));
};

/** Operators of ONNX that the networks of Inkdex have. */
export const operators: ReadonlyMap<string, ConvertNode> = new Map<string, ConvertNode>([
  ...['Relu', 'Sigmoid', 'Tanh', 'Exp', 'Sqrt', 'Neg'].map((name) => [name, elementwise(name)] as const),
  ['Add', binary('AddV2')],
  ['Sub', binary('Sub')],
  ['Mul', binary('Mul')],
  ['Div', binary('RealDiv', 'FloorDiv')],
  ['Mod', binary('FloorMod')],
  ['Min', binary('Minimum')],
  ['Max', binary('Maximum')],
  ['Equal', binary('Equal', 'Equal', false)],
  ['MatMul', binary('BatchMatMulV2')],
  ['ReduceMean', reduction('Mean')],
  ['ReduceMax', reduction('Max')],
  ['ReduceSum', reduction('Sum')],
  ['Softmax', softmax(false)],
  ['LogSoftmax', softmax(true)],
  ['Conv', convertConvolution],
  ['MaxPool', convertPool('MaxPool')],
  ['AveragePool', convertPool('AvgPool')],
  ['Resize', convertResize],
  ['LSTM', convertLstm],
  ['AffineGrid', convertAffineGrid],
  ['GridSample', convertGridSample],
  ['Concat', concat],
  ['TopK', topK],
  ['Identity', identity],
  ['Reshape', reshape],
  ['Slice', slice],
  ['Pad', pad],
  [
    'Shape',
    (graph, values, { inputs: [input = ''], outputs: [output = ''] }) => {
      values.setPlain(output, graph.node('Shape', [values.plain(input)]), true);
    },
  ],
  [
    'Cast',
    (graph, values, node) => {
      if (node.integer('to', 1) !== 1) throw new Error('it casts to another type than float32');
      const [[input = ''], [output = '']] = [node.inputs, node.outputs];
      values.setPlain(output, graph.node('Cast', [values.plain(input)], { DstT: { type: 'float' } }));
    },
  ],
  [
    'Transpose',
    plainly((graph, input, node) =>
      graph.node('Transpose', [input, graph.integers(node.integers('perm', []))]),
    ),
  ],
  [
    'Gather',
    plainly((graph, input, node, values) =>
      graph.node('GatherV2', [
        input,
        values.plain(node.inputs[1] ?? ''),
        graph.integers(node.integer('axis', 0)),
      ]),
    ),
  ],
  [
    'Squeeze',
    plainly((graph, input, { inputs: [, axes] }, values) =>
      graph.node('Squeeze', [input], { squeeze_dims: values.integersOf(axes) }),
    ),
  ],
  [
    'Unsqueeze',
    plainly((graph, input, { inputs: [, axes] }, values) =>
      values
        .integersOf(axes)
        .reduce((value, axis) => graph.node('ExpandDims', [value, graph.integers(axis)]), input),
    ),
  ],
  [
    'Tile',
    plainly((graph, input, { inputs: [, times = ''] }, values) =>
      graph.node('Tile', [input, values.plain(times)]),
    ),
  ],
  [
    'Expand',
    plainly((graph, input, { inputs: [, shape = ''] }, values) =>
      graph.node('BroadcastTo', [input, values.plain(shape)]),
    ),
  ],
]);
