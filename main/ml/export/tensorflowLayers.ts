import type { OnnxConstant, OnnxNode } from './onnxSource.ts';
import type { TensorflowType } from './tensorflowForms.ts';
import type { NodeBuilder } from './tensorflowGraph.ts';
import type { ConvertedValues } from './tensorflowValues.ts';

/** Converts a node: adds operators, and stores the values that it outputs. @throws Error for a form that it cannot */
export type ConvertNode = (graph: NodeBuilder, values: ConvertedValues, node: OnnxNode) => void;

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

function constantOf(values: ConvertedValues, name: string): OnnxConstant {
  const found = values.constant(name);
  if (found === undefined) throw new Error('its weights are not constants');
  return found;
}

/** Zeros around an image with the channels last, where a node says so. */
function padded(graph: NodeBuilder, image: string, node: OnnxNode): string {
  const [above = 0, left = 0, below = 0, right = 0] = node.integers('pads', []);
  if (above + left + below + right === 0) return image;
  const pads = graph.constant(Int32Array.of(0, 0, above, below, left, right, 0, 0), [4, 2]);
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
  // TensorFlow has no depthwise convolution with dilations: zeros between the weights are the same.
  const { shape, values: weights } = spreadKernel(stored, dilations);
  const [rows, columns] = shape;
  const filter = graph.constant(weights, isDepthwise ? [rows, columns, channelsOut, 1] : shape);
  const image = padded(graph, values.last(input), node);
  const convolved = graph.node(isDepthwise ? 'DepthwiseConv2dNative' : 'Conv2D', [image, filter], {
    strides: [1, ...strides, 1],
    padding: node.text('auto_pad') === 'SAME_UPPER' ? 'SAME' : 'VALID',
    data_format: 'NHWC',
  });
  const bias = node.inputs.at(2);
  const result = bias === undefined ? convolved : graph.node('AddV2', [convolved, values.plain(bias)]);
  values.setLast(node.outputs[0], result);
};

/** Pooling without padding, or to the same size. */
export function convertPool(operator: 'MaxPool' | 'AvgPool'): ConvertNode {
  return (graph, values, node) => {
    const [rows = 1, columns = 1] = node.integers('kernel_shape', []);
    const [down = 1, along = 1] = node.integers('strides', []);
    const pads = node.integers('pads', []);
    const isSame =
      pads.some((pad) => pad > 0) &&
      down * along === 1 &&
      pads.every((pad, side) => pad === ((side % 2 === 0 ? rows : columns) - 1) / 2);
    const isPadded = pads.some((pad) => pad > 0) || node.text('auto_pad').startsWith('SAME');
    if ((isPadded && (!isSame || operator === 'AvgPool')) || node.integer('ceil_mode', 0) === 1) {
      throw new Error('it pools with padding');
    }
    const pooled = graph.node(operator, [values.last(node.inputs[0] ?? '')], {
      ksize: [1, rows, columns, 1],
      strides: [1, down, along, 1],
      padding: isSame ? 'SAME' : 'VALID',
      data_format: 'NHWC',
    });
    values.setLast(node.outputs[0] ?? '', pooled);
  };
}

/** What `BlockLSTM` gives at each time step. */
const activations: Readonly<Record<string, TensorflowType>> = {
  ...{ i: 'float', cs: 'float', f: 'float', o: 'float', ci: 'float', co: 'float', h: 'float' },
};

/** One direction or both. [time, batch, channels] -> [time, directions, batch, hidden] */
export const convertLstm: ConvertNode = (graph, values, node) => {
  const [input = '', inputWeights, hiddenWeights, biases] = node.inputs;
  const hidden = node.integer('hidden_size', 0);
  const sequence = values.plain(input);
  const [kernels, recurrent, bias] = [inputWeights, hiddenWeights, biases].map((name) =>
    constantOf(values, name),
  );
  const [directions, gates, channels] = kernels.shape;
  const size = graph.node('Shape', [sequence]);
  const steps = graph.node('Cast', [elementAt(graph, size, 0)], { DstT: { type: 'int64' } });
  const states = graph.node('Pack', [elementAt(graph, size, 1), graph.integers(hidden)], { N: 2, axis: 0 });
  const zeros = graph.node('Fill', [states, graph.constant(new Float32Array(1), [])]);
  const peephole = graph.constant(new Float32Array(hidden));
  const outputs = Array.from({ length: directions }, (_, direction) => {
    const isBackward = direction === 1 || node.text('direction') === 'reverse';
    const turned = (of: string): string =>
      isBackward ? graph.node('ReverseV2', [of, graph.integers([0])]) : of;
    const order = gateOrder(hidden);
    const weights = new Float32Array((channels + hidden) * gates);
    const sum = new Float32Array(gates);
    for (let gate = 0; gate < gates; gate += 1) {
      const row = direction * gates + order(gate);
      for (let at = 0; at < channels; at += 1) {
        weights[at * gates + gate] = kernels.values[row * channels + at];
      }
      for (let at = 0; at < hidden; at += 1) {
        weights[(channels + at) * gates + gate] = recurrent.values[row * hidden + at];
      }
      const place = direction * 2 * gates + order(gate);
      sum[gate] = bias.values[place] + bias.values[place + gates];
    }
    const kernel = graph.constant(weights, [channels + hidden, gates]);
    const given = [steps, turned(sequence), zeros, zeros, kernel, peephole, peephole, peephole];
    const found = graph.nodes(
      'BlockLSTM',
      [...given, graph.constant(sum)],
      { forget_bias: { float: 0 }, cell_clip: { float: -1 }, use_peephole: false },
      activations,
    );
    return graph.node('ExpandDims', [turned(found.at(-1) ?? ''), graph.integers(1)]);
  });
  values.setPlain(node.outputs[0] ?? '', joined(graph, outputs, 1));
};

/** From TensorFlow's order of the gates, input, cell, forget, output, to ONNX's, input, output, forget, cell. */
function gateOrder(hidden: number): (gate: number) => number {
  const blocks = [0, 3, 2, 1];
  return (gate) => blocks[Math.floor(gate / hidden)] * hidden + (gate % hidden);
}
