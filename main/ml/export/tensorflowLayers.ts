import type { OnnxNode } from './onnxSource.ts';
import type { NodeBuilder, TensorflowGraph } from './tensorflowGraph.ts';
import type { ConvertedValues } from './tensorflowValues.ts';

/** Converts a node: adds operators, and stores the values that it outputs. @throws Error for a form that it cannot */
export type ConvertNode = (graph: TensorflowGraph, values: ConvertedValues, node: OnnxNode) => void;

type Constant = NonNullable<ReturnType<ConvertedValues['constant']>>;

function constantOf(values: ConvertedValues, name: string | undefined): Constant {
  const found = values.constant(name ?? '');
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

export const convertConvolution: ConvertNode = (graph, values, node) => {
  const [input = '', kernelName, bias] = node.inputs;
  const { shape, values: kernel } = constantOf(values, kernelName);
  const [channelsOut = 0, perGroup = 0, height = 0, width = 0] = shape;
  const [down = 1, along = 1] = node.integers('strides', []);
  const dilations = node.integers('dilations', [1, 1]);
  const group = node.integer('group', 1);
  const isDepthwise = group > 1;
  if (isDepthwise && (perGroup !== 1 || group !== channelsOut))
    throw new Error('it has a convolution in groups');
  // TensorFlow.js has no convolution with strides and dilations: zeros between the weights are the same.
  const spread = down * along > 1 ? dilations : [1, 1];
  const [rows, columns] = [(height - 1) * (spread[0] ?? 1) + 1, (width - 1) * (spread[1] ?? 1) + 1];
  const weights = new Float32Array(rows * columns * perGroup * channelsOut);
  for (let out = 0, at = 0; out < channelsOut; out += 1) {
    for (let channel = 0; channel < perGroup; channel += 1) {
      for (let y = 0; y < height; y += 1) {
        for (let x = 0; x < width; x += 1, at += 1) {
          const place = y * (spread[0] ?? 1) * columns + x * (spread[1] ?? 1);
          weights[(place * perGroup + channel) * channelsOut + out] = kernel[at] ?? 0;
        }
      }
    }
  }
  const isSame = node.text('auto_pad') === 'SAME_UPPER';
  const filter = graph.floats(
    weights,
    isDepthwise ? [rows, columns, channelsOut, 1] : [rows, columns, perGroup, channelsOut],
  );
  const image = padded(graph, values.last(input), node);
  const convolved = graph.node(isDepthwise ? 'DepthwiseConv2dNative' : 'Conv2D', [image, filter], {
    strides: [1, down, along, 1],
    dilations: down * along > 1 ? [1, 1, 1, 1] : [1, ...dilations, 1],
    padding: isSame ? 'SAME' : 'VALID',
    data_format: 'NHWC',
  });
  const [output = ''] = node.outputs;
  values.setLast(
    output,
    bias === undefined ? convolved : graph.node('AddV2', [convolved, values.plain(bias)]),
  );
};

/** Pooling without padding. */
export function convertPool(operator: 'MaxPool' | 'AvgPool'): ConvertNode {
  return (graph, values, node) => {
    const [rows = 1, columns = 1] = node.integers('kernel_shape', []);
    const [down = 1, along = 1] = node.integers('strides', []);
    const pooled = graph.node(operator, [padded(graph, values.last(node.inputs[0] ?? ''), node)], {
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
  graph.define(condition, loopArguments, ({ node }) => ({ goes: node('Less', ['step', 'steps']) }));
  graph.define(body, loopArguments, (inner: NodeBuilder) => {
    const { node, integers } = inner;
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
