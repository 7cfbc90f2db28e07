import type { OnnxConstant, OnnxNode } from './onnxSource.ts';
import type { NodeBuilder, TensorflowGraph } from './tensorflowGraph.ts';
import type { ConvertedValues } from './tensorflowValues.ts';

/** Converts a node: adds operators, and stores the values that it outputs. @throws Error for a form that it cannot */
export type ConvertNode = (graph: TensorflowGraph, values: ConvertedValues, node: OnnxNode) => void;

function constantOf(values: ConvertedValues, name: string): OnnxConstant {
  const found = values.constant(name);
  if (found === undefined) throw new Error('its weights are not constants');
  return found;
}

/** Zeros around an image with the channels last, where a node says so. */
function padded(graph: TensorflowGraph, image: string, node: OnnxNode): string {
  const [above = 0, left = 0, below = 0, right = 0] = node.integers('pads', []);
  if (above + left + below + right === 0) return image;
  const pads = graph.integers([0, 0, above, below, left, right, 0, 0], [4, 2]);
  return graph.node('Pad', [image, pads]);
}

/**
 * [out, in, height, width] -> [rows, columns, in, out], with zeros between the weights where they stand apart.
 *
 * @param apart rows and columns from one weight to the next
 */
function spreadKernel({ shape, values }: OnnxConstant, apart: readonly number[]): OnnxConstant {
  const [channelsOut, channelsIn, height, width] = shape;
  const [down, along] = apart;
  const [rows, columns] = [(height - 1) * down + 1, (width - 1) * along + 1];
  const weights = new Float32Array(rows * columns * channelsIn * channelsOut);
  for (let at = 0; at < values.length; at += 1) {
    const x = at % width;
    const y = Math.floor(at / width) % height;
    const channel = Math.floor(at / (width * height)) % channelsIn;
    const out = Math.floor(at / (width * height * channelsIn));
    weights[((y * down * columns + x * along) * channelsIn + channel) * channelsOut + out] = values[at];
  }
  return { shape: [rows, columns, channelsIn, channelsOut], values: weights };
}

export const convertConvolution: ConvertNode = (graph, values, node) => {
  const [input, kernelName] = node.inputs;
  const stored = constantOf(values, kernelName);
  const [channelsOut, perGroup] = stored.shape;
  const strides = node.integers('strides', [1, 1]);
  const dilations = node.integers('dilations', [1, 1]);
  const group = node.integer('group', 1);
  const isDepthwise = group > 1;
  if (isDepthwise && (perGroup !== 1 || group !== channelsOut)) {
    throw new Error('it has a convolution in groups');
  }
  // TensorFlow.js has no convolution with strides and dilations: zeros between the weights are the same.
  const isStrided = strides.some((stride) => stride > 1);
  const { shape, values: weights } = spreadKernel(stored, isStrided ? dilations : [1, 1]);
  const [rows, columns] = shape;
  const filter = graph.floats(weights, isDepthwise ? [rows, columns, channelsOut, 1] : shape);
  const image = padded(graph, values.last(input), node);
  const convolved = graph.node(isDepthwise ? 'DepthwiseConv2dNative' : 'Conv2D', [image, filter], {
    strides: [1, ...strides, 1],
    dilations: [1, ...(isStrided ? [1, 1] : dilations), 1],
    padding: node.text('auto_pad') === 'SAME_UPPER' ? 'SAME' : 'VALID',
    data_format: 'NHWC',
  });
  const bias = node.inputs.at(2);
  const result = bias === undefined ? convolved : graph.node('AddV2', [convolved, values.plain(bias)]);
  values.setLast(node.outputs[0], result);
};

/** Pooling without padding. */
export function convertPool(operator: 'MaxPool' | 'AvgPool'): ConvertNode {
  return (graph, values, node) => {
    const [rows = 1, columns = 1] = node.integers('kernel_shape', []);
    const [down = 1, along = 1] = node.integers('strides', []);
    const isPadded =
      node.integers('pads', []).some((pad) => pad > 0) || node.text('auto_pad').startsWith('SAME');
    if (isPadded || node.integer('ceil_mode', 0) === 1) throw new Error('it pools with padding');
    const pooled = graph.node(operator, [values.last(node.inputs[0] ?? '')], {
      ksize: [1, rows, columns, 1],
      strides: [1, down, along, 1],
      padding: 'VALID',
      data_format: 'NHWC',
    });
    values.setLast(node.outputs[0] ?? '', pooled);
  };
}

/** Enlarges by repeating pixels. */
export const convertResize: ConvertNode = (graph, values, node) => {
  const [input = '', , scales] = node.inputs;
  const [, , down = 1, along = 1] = values.integersOf(scales);
  if (node.text('mode') !== 'nearest') throw new Error(`it resizes by ${node.text('mode')}`);
  const image = values.last(input);
  const size = graph.node('StridedSlice', [
    graph.node('Shape', [image]),
    ...[[1], [3], [1]].map((each) => graph.integers(each)),
  ]);
  const larger = graph.node('Mul', [size, graph.integers([down, along])]);
  const resized = graph.node('ResizeNearestNeighbor', [image, larger], {
    align_corners: false,
    half_pixel_centers: false,
  });
  values.setLast(node.outputs[0] ?? '', resized);
};

const loopArguments = ['step', 'steps', 'state', 'cell', 'outputs', 'projected', 'recurrent'] as const;
const [condition, body] = ['lstm_condition', 'lstm_body'];

/** Defines the loop that all LSTM layers share. */
export function defineLstm(graph: TensorflowGraph): void {
  graph.define(condition, loopArguments, (inner) => ({ goes: inner.node('Less', ['step', 'steps']) }));
  graph.define(body, loopArguments, (inner: NodeBuilder) => {
    const node: NodeBuilder['node'] = (...given) => inner.node(...given);
    const integers = (value: number): string => inner.integers(value);
    const input = node('GatherV2', ['projected', 'step', integers(0)]);
    const gates = node('AddV2', [input, node('BatchMatMulV2', ['state', 'recurrent'])]);
    // In ONNX's order.
    const entered = node('Split', [integers(1), gates], { num_split: 4 });
    const [leave, keep, candidate] = [`${entered}:1`, `${entered}:2`, `${entered}:3`];
    const added = node('Mul', [node('Sigmoid', [entered]), node('Tanh', [candidate])]);
    const cell = node('AddV2', [node('Mul', ['cell', node('Sigmoid', [keep])]), added]);
    const state = node('Mul', [node('Sigmoid', [leave]), node('Tanh', [cell])]);
    return {
      step: node('AddV2', ['step', integers(1)]),
      steps: node('Identity', ['steps']),
      state,
      cell,
      outputs: node('ConcatV2', ['outputs', node('ExpandDims', [state, integers(0)]), integers(0)], { N: 2 }),
      projected: node('Identity', ['projected']),
      recurrent: node('Identity', ['recurrent']),
    };
  });
}

/** One direction or both. [time, batch, channels] -> [time, directions, batch, hidden] */
export const convertLstm: ConvertNode = (graph, values, node) => {
  const [input = '', inputWeights, hiddenWeights, biases] = node.inputs;
  const hidden = node.integer('hidden_size', 0);
  const sequence = values.plain(input);
  const kernels = constantOf(values, inputWeights);
  const [directions = 1, gates = 0, channels = 0] = kernels.shape;
  const recurrent = constantOf(values, hiddenWeights).values;
  const bias = constantOf(values, biases).values;
  const size = graph.node('Shape', [sequence]);
  const part = (from: number): string =>
    graph.node('StridedSlice', [size, ...[[from], [from + 1], [1]].map((each) => graph.integers(each))]);
  const [time, batch] = [part(0), part(1)];
  const steps = graph.node('Squeeze', [time], { squeeze_dims: [0] });
  const sized = (...parts: readonly (string | number)[]): string => {
    const all = parts.map((each) => (typeof each === 'number' ? graph.integers([each]) : each));
    return graph.node('ConcatV2', [...all, graph.integers(0)], { N: all.length });
  };
  const zeros = (shape: string): string =>
    graph.node('Fill', [shape, graph.floats(new Float32Array(1), [])], { T: { type: 'float' } });
  const outputs = Array.from({ length: directions }, (_, direction) => {
    const isBackward = direction === 1 || node.text('direction') === 'reverse';
    const turned = (of: string): string =>
      isBackward ? graph.node('ReverseV2', [of, graph.integers([0])]) : of;
    const own = kernels.values.subarray(direction * gates * channels, (direction + 1) * gates * channels);
    const kernel = graph.floats(transposed(own, gates, channels), [channels, gates]);
    const sum = Float32Array.from({ length: gates }, (_each, gate) => {
      const at = direction * 2 * gates + gate;
      return (bias[at] ?? 0) + (bias[at + gates] ?? 0);
    });
    const flat = graph.node('Reshape', [turned(sequence), graph.integers([-1, channels])]);
    const projected = graph.node('AddV2', [
      graph.node('BatchMatMulV2', [flat, kernel]),
      graph.floats(sum, [gates]),
    ]);
    const rows = recurrent.subarray(direction * gates * hidden, (direction + 1) * gates * hidden);
    const loop = graph.node(
      'StatelessWhile',
      [
        graph.integers(0),
        steps,
        zeros(sized(batch, hidden)),
        zeros(sized(batch, hidden)),
        zeros(sized(0, batch, hidden)),
        graph.node('Reshape', [projected, sized(time, batch, gates)]),
        graph.floats(transposed(rows, gates, hidden), [hidden, gates]),
      ],
      { cond: { function: condition }, body: { function: body } },
    );
    return graph.node('ExpandDims', [turned(`${loop}:4`), graph.integers(1)]);
  });
  const joined = graph.node('ConcatV2', [...outputs, graph.integers(1)], { N: outputs.length });
  values.setPlain(node.outputs[0] ?? '', joined);
};

/** [rows, columns] -> [columns, rows] */
function transposed(values: Float32Array | Int32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      result[column * rows + row] = values[row * columns + column] ?? 0;
    }
  }
  return result;
}
