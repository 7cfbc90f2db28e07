import { type Tensor2D, type Tensor4D, tf, withGradient } from '../tf.ts';

/**
 * `applyTransform` of the spatial transformer in two loops over arrays, for tensors in main memory: the general
 * form writes about twenty tensors of the image's size. Outside the image the value is 0. Only the transform has a
 * gradient, because the image is the network's input.
 *
 *   [batch, height, width, 1], [batch, 6] -> [batch, height, width, 1]
 */
export function applyTransformArrays(images: Tensor4D, transform: Tensor2D): Tensor4D {
  const [batch, height, width] = images.shape;
  // Computed by the forward pass and used by the gradient.
  const slopes = { x: new Float32Array(images.size), y: new Float32Array(images.size) };
  return withGradient<Tensor4D>(
    [transform],
    () => {
      const [pixels, places] = [images.dataSync<'float32'>(), transform.dataSync<'float32'>()];
      const output = new Float32Array(images.size);
      for (let sample = 0; sample < batch; sample += 1) {
        const range = [sample * height * width, (sample + 1) * height * width] as const;
        sampleImage(
          withBorder(pixels.subarray(...range), height, width),
          { height, width },
          places.subarray(6 * sample, 6 * sample + 6),
          {
            value: output.subarray(...range),
            x: slopes.x.subarray(...range),
            y: slopes.y.subarray(...range),
          },
        );
      }
      return tf.tensor4d(output, images.shape);
    },
    (gradient) => [tf.tensor2d(transformGradient(gradient, slopes), transform.shape)],
  );
}

interface Size {
  readonly height: number;
  readonly width: number;
}

/** Zero padding around the image, in pixels, so that sampling needs no check of the edges. */
const border = { before: 1, both: 3 };

function withBorder(pixels: Float32Array, height: number, width: number): Float32Array {
  const columns = width + border.both;
  const framed = new Float32Array((height + border.both) * columns);
  for (let row = 0; row < height; row += 1) {
    framed.set(
      pixels.subarray(row * width, (row + 1) * width),
      (row + border.before) * columns + border.before,
    );
  }
  return framed;
}

/** Samples one padded image bilinearly. `x` and `y` get the partial derivatives of the value, per pixel. */
function sampleImage(
  framed: Float32Array,
  { height, width }: Size,
  transform: Float32Array,
  into: { readonly value: Float32Array; readonly x: Float32Array; readonly y: Float32Array },
): void {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = transform;
  const half = height / 2;
  const columns = width + border.both;
  for (let row = 0, at = 0; row < height; row += 1) {
    const v = row + 0.5 - half;
    for (let column = 0; column < width; column += 1, at += 1) {
      const u = column + 0.5 - width / 2;
      const x = a * u + b * v + c * half + (width - 1) / 2;
      const y = d * u + e * v + f * half + (height - 1) / 2;
      // Outside the padding the value and its derivatives are 0.
      if (!(x >= -1 && x <= width && y >= -1 && y <= height)) continue;
      const left = Math.floor(x);
      const top = Math.floor(y);
      const right = x - left;
      const down = y - top;
      const corner = (top + border.before) * columns + left + border.before;
      const topLeft = framed[corner];
      const bottomLeft = framed[corner + columns];
      const topSlope = framed[corner + 1] - topLeft;
      const bottomSlope = framed[corner + columns + 1] - bottomLeft;
      const upper = topLeft + right * topSlope;
      const drop = bottomLeft + right * bottomSlope - upper;
      into.value[at] = upper + down * drop;
      into.x[at] = topSlope + down * (bottomSlope - topSlope);
      into.y[at] = drop;
    }
  }
}

/** [batch, height, width, 1] -> [batch * 6] */
function transformGradient(
  gradient: Tensor4D,
  slopes: { readonly x: Float32Array; readonly y: Float32Array },
): Float32Array {
  const [batch, height, width] = gradient.shape;
  const values = gradient.dataSync<'float32'>();
  const half = height / 2;
  const result = new Float32Array(batch * 6);
  for (let sample = 0, at = 0; sample < batch; sample += 1) {
    let [a, b, c, d, e, f] = [0, 0, 0, 0, 0, 0];
    for (let row = 0; row < height; row += 1) {
      const v = row + 0.5 - half;
      let [alongX, sumX, sumY, alongY] = [0, 0, 0, 0];
      for (let column = 0; column < width; column += 1, at += 1) {
        const u = column + 0.5 - width / 2;
        const value = values[at];
        const x = value * slopes.x[at];
        const y = value * slopes.y[at];
        sumX += x;
        sumY += y;
        alongX += x * u;
        alongY += y * u;
      }
      a += alongX;
      b += sumX * v;
      c += sumX * half;
      d += alongY;
      e += sumY * v;
      f += sumY * half;
    }
    result.set([a, b, c, d, e, f], sample * 6);
  }
  return result;
}
