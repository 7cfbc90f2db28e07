/**
 * The gradient kernels that the wasm backend of TensorFlow.js lacks, composed of kernels that it has. Each is a sum
 * over the taps of a filter: the inputs of one tap are a strided slice of the size of the output.
 */
import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../tf.ts';

type Kernel = Parameters<typeof tf.registerKernel>[0];
type KernelInputs = Parameters<Kernel['kernelFunc']>[0]['inputs'];
type Attributes = Parameters<Kernel['kernelFunc']>[0]['attrs'];
type ConvolutionInfo = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/** Registers the kernels. Repeated calls have no effect. */
export function registerWasmGradients(): void {
  if (tf.getKernelsForBackend('wasm').some(({ kernelName }) => kernelName === 'UnsortedSegmentSum')) return;
  const kernels: Readonly<Record<string, (inputs: KernelInputs, attributes: Attributes) => Tensor>> = {
    Conv2DBackpropFilter: (inputs, attributes) => {
      const { filterShape, strides, pad, dimRoundingMode } =
        attributes as unknown as tf.Conv2DBackpropFilterAttrs;
      const input = imageOf(inputs, 'x');
      const info = tf.backend_util.computeConv2DInfo(
        input.shape,
        filterShape,
        strides,
        1,
        pad,
        dimRoundingMode,
      );
      return filterGradient(input, imageOf(inputs, 'dy'), info);
    },
    DepthwiseConv2dNativeBackpropFilter: (inputs, attributes) => {
      const parsed = attributes as unknown as tf.DepthwiseConv2dNativeBackpropFilterAttrs;
      const input = imageOf(inputs, 'x');
      return depthwiseFilterGradient(
        input,
        imageOf(inputs, 'dy'),
        depthwiseInfo(input.shape, parsed.filterShape, parsed),
      );
    },
    DepthwiseConv2dNativeBackpropInput: (inputs, attributes) => {
      const parsed = attributes as unknown as tf.DepthwiseConv2dNativeBackpropInputAttrs;
      const filter = imageOf(inputs, 'filter');
      return depthwiseInputGradient(
        imageOf(inputs, 'dy'),
        filter,
        depthwiseInfo(parsed.inputShape, filter.shape, parsed),
      );
    },
    UnsortedSegmentSum: (inputs, attributes) => {
      const { numSegments } = attributes as unknown as tf.UnsortedSegmentSumAttrs;
      return segmentSum(tensorOf(inputs, 'x'), tensorOf(inputs, 'segmentIds'), numSegments);
    },
  };
  for (const [kernelName, compute] of Object.entries(kernels)) {
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs }) => tf.tidy(() => compute(inputs, attrs)),
    });
  }
}

/**
 * The filter's gradient of a convolution: input and output gradient -> [height, width, channelsIn, channelsOut].
 */
function filterGradient(input: Tensor4D, outputGradient: Tensor4D, info: ConvolutionInfo): Tensor4D {
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  // In the wasm backend, matMul with a transposed operand is 50 times slower than transposing it first.
  const transposed = tf.transpose(outputGradient.reshape<Tensor2D>([-1, outChannels]));
  const taps = tapSlices(input, info).map((slice) =>
    tf.transpose(tf.matMul(transposed, slice.reshape<Tensor2D>([-1, inChannels]))),
  );
  return tf.stack(taps).reshape([filterHeight, filterWidth, inChannels, outChannels]);
}

/** The filter's gradient of a depthwise convolution -> [height, width, channels, multiplier]. */
function depthwiseFilterGradient(input: Tensor4D, outputGradient: Tensor4D, info: ConvolutionInfo): Tensor4D {
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  const multiplier = outChannels / inChannels;
  const rows = info.batchSize * info.outHeight * info.outWidth;
  const gradient = outputGradient.reshape([rows, inChannels, multiplier]);
  const ones = tf.ones<tf.Rank.R2>([1, rows]);
  const taps = tapSlices(input, info).map((slice) => {
    const product = tf.mul(gradient, slice.reshape([rows, inChannels, 1]));
    return tf.matMul(ones, product.reshape<Tensor2D>([rows, outChannels]));
  });
  return tf.stack(taps).reshape([filterHeight, filterWidth, inChannels, multiplier]);
}

/**
 * The input's gradient of a depthwise convolution: output gradient and filter -> [batch, height, width, channels].
 */
function depthwiseInputGradient(outputGradient: Tensor4D, filter: Tensor4D, info: ConvolutionInfo): Tensor4D {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, padInfo } = info;
  const multiplier = outChannels / inChannels;
  const split = outputGradient.reshape([batchSize, outHeight, outWidth, inChannels, multiplier]);
  const flipped = tf.reverse(filter, [0, 1]);
  const parts = Array.from({ length: multiplier }, (_, index) => {
    const part = split.slice([0, 0, 0, 0, index], [-1, -1, -1, -1, 1]);
    const image = part.reshape<Tensor4D>([batchSize, outHeight, outWidth, inChannels]);
    const spread = spreadOut(image, info.strideHeight, info.strideWidth);
    const [, height, width] = spread.shape;
    // A convolution with the rotated filter over an image that is padded so that every input pixel is an output.
    const top = info.effectiveFilterHeight - 1 - padInfo.top;
    const left = info.effectiveFilterWidth - 1 - padInfo.left;
    const framed = frame(spread, {
      top,
      left,
      bottom: inHeight + info.effectiveFilterHeight - 1 - height - top,
      right: inWidth + info.effectiveFilterWidth - 1 - width - left,
    });
    const taps = flipped.slice([0, 0, 0, index], [-1, -1, -1, 1]);
    return tf.depthwiseConv2d(framed, taps, 1, 'valid', 'NHWC', [info.dilationHeight, info.dilationWidth]);
  });
  return parts.length === 1 ? parts[0] : tf.addN(parts);
}

/** Rows of `input` summed by segment: [rows, ...rest] -> [segments, ...rest]. */
function segmentSum(input: Tensor, segments: Tensor, count: number): Tensor {
  const rows = segments.size;
  const belongs = tf.equal(tf.range(0, count, 1, 'int32').reshape([count, 1]), segments.reshape([1, rows]));
  const values = input.cast('float32').reshape<Tensor2D>([rows, -1]);
  const sums = tf.matMul(belongs.cast<Tensor2D>('float32'), values);
  return sums.reshape([count, ...input.shape.slice(segments.rank)]).cast(input.dtype);
}

/** The inputs of each tap of the filter, row by row: [batch, outHeight, outWidth, channels] each. */
function tapSlices(input: Tensor4D, info: ConvolutionInfo): Tensor4D[] {
  const { batchSize, inChannels, outHeight, outWidth, strideHeight, strideWidth, padInfo } = info;
  const { top, bottom, left, right } = padInfo;
  const framed = frame(input, { top, bottom, left, right });
  const slices: Tensor4D[] = [];
  for (let row = 0; row < info.filterHeight; row += 1) {
    for (let column = 0; column < info.filterWidth; column += 1) {
      const y = row * info.dilationHeight;
      const x = column * info.dilationWidth;
      if (strideHeight === 1 && strideWidth === 1) {
        slices.push(tf.slice(framed, [0, y, x, 0], [batchSize, outHeight, outWidth, inChannels]));
        continue;
      }
      const bottomEnd = y + (outHeight - 1) * strideHeight + 1;
      const rightEnd = x + (outWidth - 1) * strideWidth + 1;
      const end = [batchSize, bottomEnd, rightEnd, inChannels];
      slices.push(tf.stridedSlice(framed, [0, y, x, 0], end, [1, strideHeight, strideWidth, 1]) as Tensor4D);
    }
  }
  return slices;
}

interface Frame {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Pads an image with zeros; a negative padding crops it. */
function frame(image: Tensor4D, { top, bottom, left, right }: Frame): Tensor4D {
  const [batch, height, width, channels] = image.shape;
  const [cutTop, cutLeft] = [Math.max(0, -top), Math.max(0, -left)];
  const cut = tf.slice(
    image,
    [0, cutTop, cutLeft, 0],
    [batch, height - cutTop - Math.max(0, -bottom), width - cutLeft - Math.max(0, -right), channels],
  );
  return tf.pad(cut, [
    [0, 0],
    [Math.max(0, top), Math.max(0, bottom)],
    [Math.max(0, left), Math.max(0, right)],
    [0, 0],
  ]);
}

/** Inserts zeros between rows and columns: [batch, h, w, c] -> [batch, (h-1)*sh+1, (w-1)*sw+1, c]. */
function spreadOut(image: Tensor4D, strideHeight: number, strideWidth: number): Tensor4D {
  if (strideHeight === 1 && strideWidth === 1) return image;
  const [batch, height, width, channels] = image.shape;
  const spread = tf
    .pad(image.reshape([batch, height, 1, width, 1, channels]), [
      [0, 0],
      [0, 0],
      [0, strideHeight - 1],
      [0, 0],
      [0, strideWidth - 1],
      [0, 0],
    ])
    .reshape<Tensor4D>([batch, height * strideHeight, width * strideWidth, channels]);
  return tf.slice(
    spread,
    [0, 0, 0, 0],
    [batch, (height - 1) * strideHeight + 1, (width - 1) * strideWidth + 1, channels],
  );
}

function depthwiseInfo(
  inputShape: [number, number, number, number],
  filterShape: [number, number, number, number],
  {
    strides,
    dilations,
    pad,
    dimRoundingMode,
  }: Omit<tf.DepthwiseConv2dNativeBackpropFilterAttrs, 'filterShape'>,
): ConvolutionInfo {
  return tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    true,
  );
}

function tensorOf(inputs: KernelInputs, name: string): Tensor {
  const input: unknown = inputs[name];
  if (!(input instanceof tf.Tensor)) throw new TypeError(`The kernel's input ${name} is not a tensor.`);
  return input as Tensor;
}

function imageOf(inputs: KernelInputs, name: string): Tensor4D {
  return tensorOf(inputs, name) as Tensor4D;
}
