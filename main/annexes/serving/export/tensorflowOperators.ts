import { elementTypes } from '../../../ml/onnx/graph.ts';
import type { TensorflowType } from './tensorflowForms.ts';
import { convertAffineGrid, convertGridSample } from './tensorflowGrid.ts';
import {
  type ConvertNode,
  convertConvolution,
  convertLstm,
  convertPool,
  elements,
  joined,
  transposed,
} from './tensorflowLayers.ts';

/** Of one value, element by element. A softmax is that of a matrix's rows: recognisers have no other. */
function elementwise(operator: string): ConvertNode {
  return (graph, node, values) => graph.node(operator, [values.input(node)]);
}

/** Of two values. @param ofIntegers the operator for integers, if it is another one */
function binary(operator: string, ofIntegers = operator): ConvertNode {
  return (graph, node, values) => {
    const operands = [values.input(node), values.input(node, 1)];
    const isInteger = operands.every((operand) => graph.typeOf(operand) === 'int32');
    return graph.node(isInteger ? ofIntegers : operator, operands);
  };
}

/** Of all its inputs, which TensorFlow takes in the same order. */
function direct(operator: string): ConvertNode {
  return (graph, node, values) => graph.node(operator, values.inputs(node));
}

function reduction(operator: string): ConvertNode {
  return (graph, node, values) => {
    const isKept = node.integer('keepdims', 1) === 1;
    return graph.node(operator, [values.input(node), values.input(node, 1)], { keep_dims: isKept });
  };
}

const reshape: ConvertNode = (graph, node, values) => {
  const [input, shape] = [values.input(node), node.inputs[1]];
  const sizes = values.constant(shape) === undefined ? [] : values.integersOf(shape);
  if (!sizes.includes(0)) return graph.node('Reshape', [input, values.find(shape)]);
  // 0 is the size of the input's axis.
  const own = graph.node('Shape', [input]);
  const parts = sizes.map((size, axis) =>
    size === 0 ? elements(graph, own, axis, axis + 1) : graph.integers([size]),
  );
  return graph.node('Reshape', [input, joined(graph, parts, 0)]);
};

const slice: ConvertNode = (graph, node, values) => {
  const given = node.inputs.at(3);
  const axes = given === undefined ? [...values.integersOf(node.inputs[1]).keys()] : values.integersOf(given);
  const [first = 0] = axes;
  if (first < 0 || axes.some((axis, place) => axis !== first + place)) {
    throw new Error('it slices axes that do not follow each other');
  }
  const before = Array.from({ length: first }, () => 0);
  const bounds = [1, 2].map((place) =>
    joined(graph, [...(first > 0 ? [graph.integers(before)] : []), values.input(node, place)], 0),
  );
  const steps = graph.integers([...before, ...axes].map(() => 1));
  // The axes before are taken whole.
  const mask = 2 ** first - 1;
  return graph.node('StridedSlice', [values.input(node), ...bounds, steps], {
    ...{ begin_mask: mask, end_mask: mask },
  });
};

/** ONNX has all that come before, then all that come after. */
const pad: ConvertNode = (graph, node, values) => {
  const rows = graph.node('Reshape', [values.input(node, 1), graph.integers([2, -1])]);
  return graph.node('Pad', [values.input(node), transposed(graph, rows, 1, 0)]);
};

const topK: ConvertNode = (graph, node, values) => {
  const signed = (value: string): string =>
    node.integer('largest', 1) === 1 ? value : graph.node('Neg', [value]);
  const count = graph.node('Reshape', [values.input(node, 1), graph.integers([])]);
  const given = signed(values.input(node));
  const types = { values: graph.typeOf(given), indices: 'int32' } as const;
  const [most = '', places = ''] = graph.nodes('TopKV2', [given, count], {}, types);
  return [signed(most), places];
};

const typesOfOnnx: ReadonlyMap<number, TensorflowType> = new Map([
  [elementTypes.float, 'float'],
  [elementTypes.double, 'double'],
  [elementTypes.int64, 'int32'],
  [elementTypes.bool, 'bool'],
]);

const cast: ConvertNode = (graph, node, values) => {
  const type = typesOfOnnx.get(node.integer('to', 0));
  if (type === undefined) throw new Error('it casts to a type that is not converted');
  return graph.node('Cast', [values.input(node)], { DstT: { type } });
};

/** @param isAlongLast over the same axes before it */
function gather(isAlongLast: boolean): ConvertNode {
  return (graph, node, values) => {
    const axis = node.integer('axis', 0);
    return graph.node('GatherV2', [values.input(node), values.input(node, 1), graph.integers(axis)], {
      batch_dims: isAlongLast ? axis : 0,
    });
  };
}

const shapeOf: ConvertNode = (graph, node, values) => {
  const all = graph.node('Shape', [values.input(node)]);
  return elements(graph, all, node.integer('start', 0), node.integer('end', 2 ** 31 - 1));
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
  ['Identity', (_graph, node, values) => values.input(node)],
  ['Concat', (graph, node, values) => joined(graph, values.inputs(node), node.integer('axis', 0))],
  ['TopK', topK],
  ['Cast', cast],
  ['Gather', gather(false)],
  ['GatherElements', gather(true)],
  ['Reshape', reshape],
  ['Slice', slice],
  ['Pad', pad],
  ['Shape', shapeOf],
  ['Where', direct('SelectV2')],
  ['Range', direct('Range')],
  ['Tile', direct('Tile')],
  ['Expand', direct('BroadcastTo')],
  ['Transpose', (graph, node, values) => transposed(graph, values.input(node), ...node.integers('perm', []))],
  [
    'Squeeze',
    (graph, node, values) =>
      graph.node('Squeeze', [values.input(node)], { squeeze_dims: values.integersOf(node.inputs[1]) }),
  ],
  [
    'Unsqueeze',
    (graph, node, values) =>
      values
        .integersOf(node.inputs[1])
        .reduce((value, axis) => graph.node('ExpandDims', [value, graph.integers(axis)]), values.input(node)),
  ],
]);
