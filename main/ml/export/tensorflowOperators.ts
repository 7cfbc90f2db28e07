import type { OnnxNode } from './onnxSource.ts';
import { convertAffineGrid, convertGridSample } from './tensorflowGrid.ts';
import {
  type ConvertNode,
  convertConvolution,
  convertLstm,
  convertPool,
  elements,
  joined,
} from './tensorflowLayers.ts';
import { elementTypes } from '../onnx/graph.ts';
import type { TensorflowType } from './tensorflowForms.ts';
import type { NodeBuilder } from './tensorflowGraph.ts';
import type { ConvertedValues } from './tensorflowValues.ts';

/** Of one value, element by element. A softmax is that of a matrix's rows: recognisers have no other. */
function elementwise(operator: string): ConvertNode {
  return (graph, values, { inputs: [input = ''], outputs: [output = ''] }) => {
    if (values.hasLast(input)) values.setLast(output, graph.node(operator, [values.last(input)]));
    else values.setPlain(output, graph.node(operator, [values.plain(input)]));
  };
}

/** Of two values. @param ofIntegers the operator for integers, if it is another one */
function binary(operator: string, ofIntegers = operator): ConvertNode {
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
    const operands = [values.plain(first), values.plain(second)];
    const isInteger = operands.every((operand) => graph.typeOf(operand) === 'int32');
    values.setPlain(output, graph.node(isInteger ? ofIntegers : operator, operands));
  };
}

function reduction(operator: string): ConvertNode {
  return (graph, values, node) => {
    const [input = '', axes] = node.inputs;
    const over = graph.integers(values.integersOf(axes));
    const isKept = node.integer('keepdims', 1) === 1;
    const result = graph.node(operator, [values.plain(input), over], { keep_dims: isKept });
    values.setPlain(node.outputs[0] ?? '', result);
  };
}

/** Adds one operator whose result keeps the type of the first input, in ONNX's order of axes. */
function plainly(
  convert: (graph: NodeBuilder, input: string, node: OnnxNode, values: ConvertedValues) => string,
): ConvertNode {
  return (graph, values, node) => {
    const [input = ''] = node.inputs;
    const result = convert(graph, values.plain(input), node, values);
    values.setPlain(node.outputs[0] ?? '', result);
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
    size === 0 ? elements(graph, own, axis, axis + 1) : graph.integers([size]),
  );
  return graph.node('Reshape', [input, joined(graph, parts, 0)]);
});

const slice = plainly((graph, input, { inputs }, values) => {
  const [, starts = '', ends = ''] = inputs;
  const axes = inputs.at(3);
  if (![starts, ends].every((name) => values.isConstant(name))) {
    // The axes are the first ones: `arithmetic.ts` writes such slices.
    const steps = graph.integers(values.integersOf(axes).map(() => 1));
    return graph.node('StridedSlice', [input, values.plain(starts), values.plain(ends), steps]);
  }
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

/** ONNX has all that come before, then all that come after. */
const pad = plainly((graph, input, { inputs: [, pads = ''] }, values) => {
  const rows = graph.node('Reshape', [values.plain(pads), graph.integers([2, -1])]);
  return graph.node('Pad', [input, graph.node('Transpose', [rows, graph.integers([1, 0])])]);
});

const concat: ConvertNode = (graph, values, node) => {
  const parts = node.inputs.map((name) => values.plain(name));
  values.setPlain(node.outputs[0] ?? '', joined(graph, parts, node.integer('axis', 0)));
};

const topK: ConvertNode = (graph, values, node) => {
  const [input = '', k = ''] = node.inputs;
  const [found = '', places = ''] = node.outputs;
  const signed = (value: string): string =>
    node.integer('largest', 1) === 1 ? value : graph.node('Neg', [value]);
  const count = graph.node('Reshape', [values.plain(k), graph.integers([])]);
  const given = signed(values.plain(input));
  const [most = '', indices = ''] = graph.nodes(
    'TopKV2',
    [given, count],
    {},
    {
      ...{ values: graph.typeOf(given), indices: 'int32' },
    },
  );
  values.setPlain(found, signed(most));
  values.setPlain(places, indices);
};

const cast = plainly((graph, input, node) => {
  const type = typesOfOnnx.get(node.integer('to', 0));
  if (type === undefined) throw new Error('it casts to a type that is not converted');
  return graph.node('Cast', [input], { DstT: { type } });
});

const typesOfOnnx: ReadonlyMap<number, TensorflowType> = new Map([
  [elementTypes.float, 'float'],
  [elementTypes.double, 'double'],
  [elementTypes.int64, 'int32'],
  [elementTypes.bool, 'bool'],
]);

/** Along the last axis, over the same axes before it. */
const gatherElements = plainly((graph, input, node, values) => {
  const axis = node.integer('axis', 0);
  const indices = values.plain(node.inputs[1] ?? '');
  return graph.node('GatherV2', [input, indices, graph.integers(axis)], { batch_dims: axis });
});

const identity: ConvertNode = (_graph, values, { inputs: [input = ''], outputs: [output = ''] }) => {
  if (values.hasLast(input)) values.setLast(output, values.last(input));
  else values.setPlain(output, values.plain(input));
};

/** Operators of ONNX that the networks of Inkdex have. */
export const operators: ReadonlyMap<string, ConvertNode> = new Map<string, ConvertNode>([
  ...['Relu', 'Softmax', 'LogSoftmax', 'Sigmoid', 'Tanh', 'Sqrt', 'Neg', 'Abs', 'Floor', 'Ceil'].map(
    (name) => [name, elementwise(name)] as const,
  ),
  ['Add', binary('AddV2')],
  ['Sub', binary('Sub')],
  ['Mul', binary('Mul')],
  ['Div', binary('RealDiv', 'FloorDiv')],
  ['Mod', binary('FloorMod')],
  ['Min', binary('Minimum')],
  ['Max', binary('Maximum')],
  ['Equal', binary('Equal')],
  ['Less', binary('Less')],
  ['LessOrEqual', binary('LessEqual')],
  ['MatMul', binary('BatchMatMulV2')],
  ['ReduceMean', reduction('Mean')],
  ['ReduceMax', reduction('Max')],
  ['ReduceMin', reduction('Min')],
  ['ReduceSum', reduction('Sum')],
  ['Conv', convertConvolution],
  ['MaxPool', convertPool('MaxPool')],
  ['AveragePool', convertPool('AvgPool')],
  ['LSTM', convertLstm],
  ['AffineGrid', convertAffineGrid],
  ['GridSample', convertGridSample],
  ['Concat', concat],
  ['TopK', topK],
  ['Cast', cast],
  ['GatherElements', gatherElements],
  ['Identity', identity],
  ['Reshape', reshape],
  ['Slice', slice],
  ['Pad', pad],
  [
    'Shape',
    plainly((graph, input, node) => {
      const all = graph.node('Shape', [input]);
      return elements(graph, all, node.integer('start', 0), node.integer('end', 2 ** 31 - 1));
    }),
  ],
  [
    'Where',
    plainly((graph, condition, { inputs: [, then = '', otherwise = ''] }, values) =>
      graph.node('SelectV2', [condition, values.plain(then), values.plain(otherwise)]),
    ),
  ],
  [
    'Range',
    plainly((graph, start, { inputs: [, limit = '', delta = ''] }, values) =>
      graph.node('Range', [start, values.plain(limit), values.plain(delta)]),
    ),
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
