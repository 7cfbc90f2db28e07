import type { OnnxConstant, OnnxNode } from './onnxSource.ts';
import type { TensorflowType } from './tensorflowForms.ts';
import type { NodeBuilder } from './tensorflowGraph.ts';

/** The values of an ONNX graph that have been converted. */
export type ConvertedValues = ReturnType<typeof createConvertedValues>;

/** Adds the operators for a node, and returns its outputs. @throws Error for a form that is not converted */
export type ConvertNode = (
  graph: NodeBuilder,
  node: OnnxNode,
  values: ConvertedValues,
) => string | readonly string[];

export function createConvertedValues(
  graph: NodeBuilder,
  constants: ReadonlyMap<string, OnnxConstant>,
  known: Map<string, string>,
) {
  function find(name = ''): string {
    const constant = constants.get(name);
    const found = known.get(name) ?? (constant && graph.constant(constant.values, constant.shape));
    if (found === undefined) throw new Error(`the value ${name} of its graph is missing`);
    known.set(name, found);
    return found;
  }
  return {
    /** A value by its ONNX name. */
    find,
    /** The input of a node, its first one by default. */
    input: (node: OnnxNode, place = 0): string => find(node.inputs[place]),
    inputs: (node: OnnxNode): string[] => node.inputs.map((name) => find(name)),
    constant: (name: string | undefined = ''): OnnxConstant | undefined => constants.get(name),
    /** The integers of a constant. @throws Error for another value */
    integersOf(name: string | undefined = ''): number[] {
      const found = constants.get(name);
      if (found === undefined) throw new Error(`its graph computes ${name}, which must be a constant`);
      return [...found.values];
    },
  };
}

export function transposed(graph: NodeBuilder, value: string, ...axes: readonly number[]): string {
  return graph.node('Transpose', [value, graph.integers(axes)]);
}

/** Along an axis; TensorFlow joins no value alone. */
export function joined(graph: NodeBuilder, [first = '', ...others]: readonly string[], axis: number): string {
  if (others.length === 0) return first;
  return graph.node('ConcatV2', [first, ...others, graph.integers(axis)], { N: others.length + 1 });
}

/** Elements of a vector before a place. */
export function elements(graph: NodeBuilder, vector: string, from: number, to: number): string {
  const bounds = [[from], [to], [1]].map((each) => graph.integers(each));
  return graph.node('StridedSlice', [vector, ...bounds]);
}

/** An element of a vector, a scalar. */
export function elementAt(graph: NodeBuilder, vector: string, place: number): string {
  return graph.node('Squeeze', [elements(graph, vector, place, place + 1)], { squeeze_dims: [0] });
}

/** TensorFlow computes on images with the channels last. @param work on such an image */
export function withChannelsLast(graph: NodeBuilder, image: string, work: (image: string) => string): string {
  return transposed(graph, work(transposed(graph, image, 0, 2, 3, 1)), 0, 3, 1, 2);
}

export const convertConvolution: ConvertNode = (graph, node, values) => {
  const biasName = node.inputs.at(2);
  const [channelsOut, perGroup] = values.constant(node.inputs[1])?.shape ?? [];
  const strides = node.integers('strides', [1, 1]);
  const dilations = node.integers('dilations', [1, 1]);
  const isDepthwise = node.integer('group', 1) > 1;
  if (isDepthwise && (perGroup !== 1 || node.integer('group', 1) !== channelsOut)) {
    throw new Error('it has a convolution in groups');
  }
  const [above = 0, left = 0, below = 0, right = 0] = node.integers('pads', []);
  const pads = graph.constant(Int32Array.of(0, 0, above, below, left, right, 0, 0), [4, 2]);
  const kernel = transposed(graph, values.input(node, 1), 2, 3, ...(isDepthwise ? [0, 1] : [1, 0]));
  return withChannelsLast(graph, values.input(node), (image) => {
    const padded = above + left + below + right === 0 ? image : graph.node('Pad', [image, pads]);
    const convolved = graph.node(isDepthwise ? 'DepthwiseConv2dNative' : 'Conv2D', [padded, kernel], {
      strides: [1, ...strides, 1],
      dilations: [1, ...dilations, 1],
      padding: node.text('auto_pad') === 'SAME_UPPER' ? 'SAME' : 'VALID',
      data_format: 'NHWC',
    });
    return biasName === undefined ? convolved : graph.node('AddV2', [convolved, values.find(biasName)]);
  });
};

/** Pooling without padding, or to the same size. */
export function convertPool(operator: 'MaxPool' | 'AvgPool'): ConvertNode {
  return (graph, node, values) => {
    const [rows = 1, columns = 1] = node.integers('kernel_shape', []);
    const [down = 1, along = 1] = node.integers('strides', []);
    const pads = node.integers('pads', []);
    const isPadded = pads.some((pad) => pad > 0);
    const isSame = down * along === 1 && pads.every((pad, side) => 2 * pad + 1 === [rows, columns][side % 2]);
    const isOther = node.text('auto_pad').startsWith('SAME') || node.integer('ceil_mode', 0) === 1;
    if (isOther || (isPadded && (operator === 'AvgPool' || !isSame))) {
      throw new Error('it pools with padding');
    }
    return withChannelsLast(graph, values.input(node), (image) =>
      graph.node(operator, [image], {
        ksize: [1, rows, columns, 1],
        strides: [1, down, along, 1],
        padding: isPadded ? 'SAME' : 'VALID',
        data_format: 'NHWC',
      }),
    );
  };
}

/** What `BlockLSTM` gives at each time step. */
const activations: Readonly<Record<string, TensorflowType>> = {
  ...{ i: 'float', cs: 'float', f: 'float', o: 'float', ci: 'float', co: 'float', h: 'float' },
};

/** One direction or both. [time, batch, channels] -> [time, directions, batch, hidden] */
export const convertLstm: ConvertNode = (graph, node, values) => {
  const hidden = node.integer('hidden_size', 0);
  const sequence = values.input(node);
  const [weights, recurrent, biases] = [values.input(node, 1), values.input(node, 2), values.input(node, 3)];
  const size = graph.node('Shape', [sequence]);
  const steps = graph.node('Cast', [elementAt(graph, size, 0)], { DstT: { type: 'int64' } });
  const states = graph.node('Pack', [elementAt(graph, size, 1), graph.integers(hidden)], { N: 2, axis: 0 });
  const zeros = graph.node('Fill', [states, graph.constant(new Float32Array(1), [])]);
  const peephole = graph.constant(new Float32Array(hidden));
  // TensorFlow's order is input, cell, forget, output; ONNX's is input, output, forget, cell.
  const gates = [0, 3, 2, 1].flatMap((gate) => Array.from({ length: hidden }, (_, at) => gate * hidden + at));
  const order = graph.integers(gates);
  const first = graph.integers(0);
  const directions = node.text('direction') === 'bidirectional' ? [0, 1] : [0];
  const outputs = directions.map((direction) => {
    const turned = (of: string): string =>
      direction === 1 ? graph.node('ReverseV2', [of, graph.integers([0])]) : of;
    const own = (of: string): string => graph.node('GatherV2', [of, graph.integers(direction), first]);
    const inOrder = (of: string): string => graph.node('GatherV2', [of, order, first]);
    const rows = joined(graph, [inOrder(own(weights)), inOrder(own(recurrent))], 1);
    // Those of the input, and those of the state.
    const both = graph.node('Reshape', [own(biases), graph.integers([2, -1])]);
    const bias = inOrder(graph.node('Sum', [both, first], { keep_dims: false }));
    const given = [steps, turned(sequence), zeros, zeros, transposed(graph, rows, 1, 0)];
    const found = graph.nodes(
      'BlockLSTM',
      [...given, peephole, peephole, peephole, bias],
      { forget_bias: { float: 0 }, cell_clip: { float: -1 }, use_peephole: false },
      activations,
    );
    return graph.node('ExpandDims', [turned(found.at(-1) ?? ''), graph.integers(1)]);
  });
  return joined(graph, outputs, 1);
};
