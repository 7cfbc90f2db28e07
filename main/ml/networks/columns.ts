/**
 * The CNN of `crnn` and `attention`, which turns an image into a sequence of columns. Two forms: VGG-like, of Shi, Bai and
 * Yao, "An end-to-end trainable neural network for image-based sequence recognition and its application to scene text
 * recognition", 2015, with a batch norm after each convolution as in MaybeShewill-CV's CRNN_Tensorflow; or that of the
 * recogniser of words, whose weights a new network can start with.
 */
import { z } from 'zod';
import type { Random } from '../../../shared/random.ts';
import { relu } from '../blocks/activations.ts';
import { type BatchNormWeights, channelAffine, createBatchNorm } from '../blocks/batchNorm.ts';
import {
  convolutionOnnx,
  createUnbiasedConvolution,
  maxPool,
  maxPoolOnnx,
  normalizedConvolution,
  type Strides,
  type UnbiasedConvolutionWeights,
} from '../blocks/convolution.ts';
import type { ForwardPass } from '../forwardPass.ts';
import type { OnnxGraph, ValueName } from '../onnx/graph.ts';
import { addNormalized, type GraphReader, type StoredWeights } from '../onnx/storedLayers.ts';
import { type Tensor3D, type Tensor4D, tf } from '../tf.ts';
import {
  columnsForm,
  columnsOnnx,
  createColumns,
  readColumns,
  readStoredColumns,
  type DepthwiseColumnWeights,
} from './recogniser/depthwiseCrnn.ts';

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

const channelsSchemas = {
  vgg: z.object({ channels: z.array(units).length(7).default([64, 128, 256, 256, 512, 512, 512]) }),
  depthwise: z.object({ channels: z.array(units).min(4).max(12).default([32, 64, 128, 256, 256, 256]) }),
};

/**
 * The channels, and what the network takes. Of 32 rows the reductions of the VGG leave one; the other form takes the
 * greatest of each column of what 48 rows leave.
 *
 * @throws ZodError for another number of channels
 */
export function columnsConfig({ form = 'vgg', channels }: ColumnOptions): {
  readonly height: number;
  readonly widths: readonly number[];
  readonly channels: readonly number[];
} {
  const [height, widest] = form === 'vgg' ? [32, 448] : [48, 512];
  return {
    height,
    widths: Array.from({ length: widest / 32 }, (_, index) => 32 * (index + 1)),
    ...channelsSchemas[form].parse({ channels }),
  };
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

type CnnWeights = readonly {
  readonly convolution: UnbiasedConvolutionWeights;
  readonly norm: BatchNormWeights;
}[];

/** Of either form. */
export type ColumnWeights = { readonly cnn: CnnWeights } | DepthwiseColumnWeights;

export function createColumnWeights({ form, channels }: ColumnsConfig, random: Random): ColumnWeights {
  if (form === 'depthwise') return createColumns(columnsForm(channels), random);
  return { cnn: createCnn(channels, random) };
}

/** The names of its layers, from the image to the columns. */
export function columnLayers(weights: ColumnWeights): readonly string[] {
  if ('cnn' in weights) return weights.cnn.map((_, index) => `cnn.${index}`);
  return ['stem', ...weights.blocks.map((_, index) => `blocks.${index}`)];
}

/** [batch, height, width, 1] -> [batch, width / 4, channels] */
export function columnsOf(
  images: Tensor4D,
  weights: ColumnWeights,
  { channels }: ColumnsConfig,
  pass: ForwardPass,
): Tensor3D {
  if ('cnn' in weights) return cnnColumns(images, weights.cnn, pass);
  return readColumns(images, weights, columnsForm(channels), pass);
}

/** `columnsOf` in ONNX: [batch, 1, height, width] -> [width / 4, batch, channels] */
export function columnsOfOnnx(
  graph: OnnxGraph,
  image: ValueName,
  weights: ColumnWeights,
  { channels }: ColumnsConfig,
): ValueName {
  if ('cnn' in weights) return cnnColumnsOnnx(graph, image, weights.cnn);
  return columnsOnnx(graph, image, weights, columnsForm(channels));
}

/** The weights in a file that `columnsOfOnnx` has written. */
export function readColumnWeights(graph: GraphReader, { form }: Pick<ColumnsConfig, 'form'>): StoredWeights {
  const weights: StoredWeights = new Map();
  const convolutions = graph.all('Conv');
  if (form === 'depthwise') readStoredColumns(graph, weights, convolutions);
  else {
    for (const [index, node] of convolutions.entries())
      addNormalized(weights, `cnn.${index}.convolution`, `cnn.${index}.norm`, graph, node);
  }
  return weights;
}

function createCnn(channels: readonly number[], random: Random): CnnWeights {
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
function cnnColumns(images: Tensor4D, cnn: CnnWeights, pass: ForwardPass): Tensor3D {
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

function cnnColumnsOnnx(graph: OnnxGraph, image: ValueName, cnn: CnnWeights): ValueName {
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
