/**
 * The small LeNet of text-recognizer-pro, over a window of 28 rows that slides along an image: two convolutions of 3 x 3
 * without padding, max pooling, a dense layer. After LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied
 * to document recognition", 1998.
 */
import type { Random } from '../../../../shared/random.ts';
import { relu } from '../../../ml/blocks/activations.ts';
import {
  convolution,
  convolutionOnnx,
  type ConvolutionWeights,
  createConvolution,
} from '../../../ml/blocks/convolution.ts';
import type { OnnxGraph, ValueName } from '../../../ml/onnx/graph.ts';
import { type GraphReader, addConvolution, type StoredWeights } from '../../../ml/onnx/storedLayers.ts';
import { type Tensor3D, type Tensor4D, tf } from '../../../ml/tf.ts';

/** Rows of the image, as in EMNIST. */
export const lenetRows = 28;

export interface WindowForm {
  /** Columns of the window. */
  readonly window: number;
  /** Columns from one window to the next. */
  readonly stride: number;
}

export type LenetWeights = {
  readonly first: ConvolutionWeights;
  readonly second: ConvolutionWeights;
  /** The dense layer over a window's pooled features, as a kernel: [12, (window - 4) / 2, 64, units]. */
  readonly features: ConvolutionWeights;
};

/** Names of the layers, from the image on. */
export const lenetLayers = ['first', 'second', 'features'] as const satisfies (keyof LenetWeights)[];

const size = 3;

/** @param channels of the two convolutions; text-recognizer-pro has 32 and 64 */
export function createLenet(
  random: Random,
  window: number,
  { channels, units }: { readonly channels: readonly number[]; readonly units: number },
): LenetWeights {
  const [first, second] = channels;
  const square = { height: size, width: size };
  return {
    first: createConvolution(random.fork('first'), { ...square, channelsIn: 1, channelsOut: first }),
    second: createConvolution(random.fork('second'), { ...square, channelsIn: first, channelsOut: second }),
    features: createConvolution(random.fork('features'), {
      height: pooled(lenetRows),
      width: pooled(window),
      channelsIn: second,
      channelsOut: units,
    }),
  };
}

/** Rows or columns that two convolutions and the pooling leave. */
function pooled(pixels: number): number {
  return Math.floor((pixels - 2 * (size - 1)) / 2);
}

/**
 * The features of each window, at `floor(width / stride)` places. The image is padded on both sides so that the windows
 * stand around the middles of its strides. Convolutions are computed once for all windows that overlap.
 *
 *   [batch, 28, width, 1] -> [places, batch, units]
 */
export function lenet(images: Tensor4D, weights: LenetWeights, { window, stride }: WindowForm): Tensor3D {
  return tf.tidy(() => {
    const [batch, , width] = images.shape;
    const places = Math.floor(width / stride);
    const { left, right } = paddingOf({ window, stride });
    const padded = tf.pad(images, [
      [0, 0],
      [0, 0],
      [left, right],
      [0, 0],
    ]);
    const maps = relu(
      convolution(relu(convolution(padded, weights.first, [1, 1], 'valid')), weights.second, [1, 1], 'valid'),
    );
    // Rows are pooled by two; columns too, but from each column on, as windows begin at even and odd ones.
    const pool = tf.maxPool(maps, [2, 2], [2, 1], 'valid');
    const columns = pooled(window);
    const [, rows, , depth] = pool.shape;
    const reach = 2 * (columns - 1) + places * stride;
    const longer = tf.pad(pool, [
      [0, 0],
      [0, 0],
      [0, Math.max(0, reach - pool.shape[2])],
      [0, 0],
    ]);
    // Column `at` of every window: [batch, rows, places, depth].
    const taken = Array.from({ length: columns }, (_, at): Tensor4D => {
      const run = tf.slice(longer, [0, 0, 2 * at, 0], [batch, rows, places * stride, depth]);
      const strides = tf.reshape(run, [batch * rows, places, stride, depth]);
      return tf.reshape(tf.slice(strides, [0, 0, 0, 0], [-1, -1, 1, -1]), [batch, rows, places, depth]);
    });
    const { kernel, bias } = weights.features;
    const flat: Tensor4D = tf.reshape(kernel, [rows, 1, columns * depth, kernel.shape[3]]);
    const features = relu(
      convolution(tf.concat(taken, 3), { kernel: flat as typeof kernel, bias }, [1, 1], 'valid'),
    );
    return tf.transpose(tf.squeeze<Tensor3D>(features, [1]), [1, 0, 2]);
  });
}

function paddingOf({ window, stride }: WindowForm): { left: number; right: number } {
  const left = Math.floor((window - stride) / 2);
  return { left, right: window - stride - left };
}

/** `lenet` in ONNX: [batch, 1, 28, width] -> [places, batch, units] */
export function lenetOnnx(
  graph: OnnxGraph,
  images: ValueName,
  weights: LenetWeights,
  form: WindowForm,
): ValueName {
  const { left, right } = paddingOf(form);
  const pads = [0, 0, 0, left, 0, 0, 0, right].map(BigInt);
  const padded = graph.node('Pad', [images, graph.initializer('pads', [8], BigInt64Array.from(pads))]);
  let maps = padded;
  for (const layer of [weights.first, weights.second]) {
    maps = graph.node('Relu', [convolutionOnnx(graph, maps, layer, { dilations: [1, 1] })]);
  }
  const pool = graph.node('MaxPool', [maps], { kernel_shape: [2, 2], strides: [2, 1] });
  const strides = [1, form.stride] as const;
  const features = convolutionOnnx(graph, pool, weights.features, { strides, dilations: [1, 2] });
  const rows = graph.initializer('rows', [1], BigInt64Array.of(2n));
  const squeezed = graph.node('Squeeze', [graph.node('Relu', [features]), rows]);
  return graph.node('Transpose', [squeezed], { perm: [2, 0, 1] });
}

/** Adds the weights in a file that `lenetOnnx` has written. */
export function addLenet(weights: StoredWeights, name: string, graph: GraphReader): void {
  const nodes = graph.all('Conv');
  for (const [index, layer] of lenetLayers.entries()) {
    addConvolution(weights, `${name}.${layer}`, graph, nodes[index]);
  }
}
