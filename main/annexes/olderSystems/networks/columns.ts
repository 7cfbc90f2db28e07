/**
 * The CNN of `crnn` and `attention`, which turns an image into a sequence of columns. Two forms: VGG-like, of Shi, Bai and
 * Yao, "An end-to-end trainable neural network for image-based sequence recognition and its application to scene text
 * recognition", 2015, with a batch norm after each convolution as in MaybeShewill-CV's CRNN_Tensorflow; or that of the
 * recogniser of words, whose weights a new network can start with.
 */
import { z } from 'zod';
import type { Random } from '../../../../shared/random.ts';
import { relu } from '../../../ml/blocks/activations.ts';
import { type BatchNormWeights, channelAffine, createBatchNorm } from '../../../ml/blocks/batchNorm.ts';
import {
  convolutionOnnx,
  createUnbiasedConvolution,
  maxPool,
  maxPoolOnnx,
  normalizedConvolution,
  type Strides,
  type UnbiasedConvolutionWeights,
} from '../../../ml/blocks/convolution.ts';
import type { ForwardPass } from '../../../ml/forwardPass.ts';
import type { OnnxGraph, ValueName } from '../../../ml/onnx/graph.ts';
import { addNormalized, type GraphReader, type StoredWeights } from '../../../ml/onnx/storedLayers.ts';
import { type Tensor3D, type Tensor4D, tf } from '../../../ml/tf.ts';
import {
  columnsForm,
  columnsOnnx,
  createColumns,
  readColumns,
  readStoredColumns,
  type DepthwiseColumnWeights,
} from '../../../ml/networks/recogniser/depthwiseCrnn.ts';

const units = z.number().int().min(1).max(2048);

/** The options of the form. */
export const columnOptions = {
  /** VGG-like by default. */
  form: z.enum(['vgg', 'depthwise']).optional(),
  /** Channels of the seven convolutions, or of the stem and the blocks; by default as in the paper, or as shipped. */
  channels: z.array(units).optional(),
};

type ColumnOptions = z.infer<z.ZodObject<typeof columnOptions>>;

export interface ColumnsConfig {
  readonly form?: ColumnOptions['form'];
  readonly channels: readonly number[];
}

/** A form: what it takes, and how its weights are made, used and stored. */
interface ColumnForm<Weights> {
  /** Rows of the image. */
  readonly height: number;
  /** Columns of the widest image. */
  readonly widest: number;
  /** Gives the usual channels for undefined. */
  readonly channels: z.ZodType<number[]>;
  create(channels: readonly number[], random: Random): Weights;
  /** The names of its layers, from the image to the columns. */
  layers(weights: Weights): readonly string[];
  /** [batch, height, width, 1] -> [batch, width / 4, channels] */
  forward(images: Tensor4D, weights: Weights, channels: readonly number[], pass: ForwardPass): Tensor3D;
  /** `forward` in ONNX: [batch, 1, height, width] -> [width / 4, batch, channels] */
  onnx(graph: OnnxGraph, image: ValueName, weights: Weights, channels: readonly number[]): ValueName;
  /** Reads the weights of a file that `onnx` has written. */
  read(graph: GraphReader, weights: StoredWeights): void;
}

interface VggWeights {
  readonly cnn: readonly {
    readonly convolution: UnbiasedConvolutionWeights;
    readonly norm: BatchNormWeights;
  }[];
}

/** Of either form. */
export type ColumnWeights = VggWeights | DepthwiseColumnWeights;

/** Of 32 rows the reductions leave one. */
const vgg: ColumnForm<VggWeights> = {
  height: 32,
  widest: 448,
  channels: z.array(units).length(7).default([64, 128, 256, 256, 512, 512, 512]),
  create: (channels, random) => ({ cnn: createCnn(channels, random) }),
  layers: ({ cnn }) => cnn.map((_, index) => `cnn.${index}`),
  forward: (images, { cnn }, _channels, pass) => cnnColumns(images, cnn, pass),
  onnx: (graph, image, { cnn }) => cnnColumnsOnnx(graph, image, cnn),
  read(graph, weights) {
    for (const [index, node] of graph.all('Conv').entries())
      addNormalized(weights, `cnn.${index}.convolution`, `cnn.${index}.norm`, graph, node);
  },
};

/** Takes the greatest of each column of what 48 rows leave. */
const depthwise: ColumnForm<DepthwiseColumnWeights> = {
  height: 48,
  widest: 512,
  channels: z.array(units).min(4).max(12).default([32, 64, 128, 256, 256, 256]),
  create: (channels, random) => createColumns(columnsForm(channels), random),
  layers: ({ blocks }) => ['stem', ...blocks.map((_, index) => `blocks.${index}`)],
  forward: (images, weights, channels, pass) => readColumns(images, weights, columnsForm(channels), pass),
  onnx: (graph, image, weights, channels) => columnsOnnx(graph, image, weights, columnsForm(channels)),
  read: (graph, weights) => {
    readStoredColumns(graph, weights, graph.all('Conv'));
  },
};

/** Weights belong to the form of their network. */
export function columnForm({ form = 'vgg' }: Pick<ColumnsConfig, 'form'>): ColumnForm<ColumnWeights> {
  return { vgg, depthwise }[form];
}

/** The channels, and what the network takes. @throws ZodError for another number of channels */
export function columnsConfig({ form, channels: given }: ColumnOptions): {
  readonly height: number;
  readonly widths: readonly number[];
  readonly channels: readonly number[];
} {
  const { height, widest, channels } = columnForm({ form });
  const widths = Array.from({ length: widest / 32 }, (_, index) => 32 * (index + 1));
  return { height, widths, ...z.object({ channels }).parse({ channels: given }) };
}

/** Rows and columns of the max pooling after each convolution; [1, 1] for none. The last convolution halves the rows. */
const pools: readonly Strides[] = [
  [2, 2],
  [2, 2],
  [1, 1],
  [2, 1],
  [1, 1],
  [2, 1],
  [1, 1],
];
const lastSize = 2;
const lastStrides: Strides = [2, 1];

function createCnn(channels: readonly number[], random: Random): VggWeights['cnn'] {
  return channels.map((channelsOut, index) => {
    const size = index === channels.length - 1 ? lastSize : 3;
    const channelsIn = index === 0 ? 1 : channels[index - 1];
    return {
      convolution: createUnbiasedConvolution(random.fork(`cnn ${index}`), {
        height: size,
        width: size,
        channelsIn,
        channelsOut,
      }),
      norm: createBatchNorm(channelsOut),
    };
  });
}

/** [batch, 32, width, 1] -> [batch, width / 4, channels] */
function cnnColumns(images: Tensor4D, cnn: VggWeights['cnn'], pass: ForwardPass): Tensor3D {
  return tf.tidy(() => {
    let features = images;
    for (const [index, { convolution, norm }] of cnn.entries()) {
      const strides: Strides = index === cnn.length - 1 ? lastStrides : [1, 1];
      features = relu(normalizedConvolution(features, convolution, norm, pass, strides));
      features = maxPool(features, pools[index]);
    }
    return tf.squeeze<Tensor3D>(features, [1]);
  });
}

function cnnColumnsOnnx(graph: OnnxGraph, image: ValueName, cnn: VggWeights['cnn']): ValueName {
  let features = image;
  for (const [index, { convolution, norm }] of cnn.entries()) {
    const strides: Strides = index === cnn.length - 1 ? lastStrides : [1, 1];
    const affine = channelAffine(norm);
    features = graph.node('Relu', [convolutionOnnx(graph, features, convolution, { strides, affine })]);
    features = maxPoolOnnx(graph, features, pools[index]);
  }
  const rows = graph.initializer('rows', [1], BigInt64Array.of(2n));
  return graph.node('Transpose', [graph.node('Squeeze', [features, rows])], { perm: [2, 0, 1] });
}
