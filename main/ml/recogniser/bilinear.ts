import { withGradient } from '../customGradient.ts';
import { tf, type Tensor2D, type Tensor4D } from '../tf.ts';

/** Zeros around the image, so that places up to a pixel outside blend into 0 without a mask. */
const border: [number, number][] = [
  [0, 0],
  [1, 2],
  [1, 2],
  [0, 0],
];

/**
 * Bilinear sampling by gathers; outside the image lies 0. It has a gradient for the places only: the
 * image is the network's input, so that no scatter is ever needed.
 *
 *   [batch, height, width, 1] at two of [batch, places] -> [batch, places]
 *
 * @param x columns to read at, in pixels: 0 is the middle of the first one
 * @param y rows to read at, likewise
 */
export function sampleBilinear(image: Tensor4D, x: Tensor2D, y: Tensor2D): Tensor2D {
  const [, height, width] = image.shape;
  return tf.tidy(() => {
    // Clipped before the gradient of our own, so that a place beyond the border gets none.
    const clippedX: Tensor2D = tf.clipByValue(x, -1, width);
    const clippedY: Tensor2D = tf.clipByValue(y, -1, height);
    return withGradient<Tensor2D>(
      [clippedX, clippedY],
      (save) => {
        const { corners, right, down } = readCorners(image, clippedX, clippedY);
        const [topLeft, topRight, bottomLeft, bottomRight] = corners;
        const topSlope = tf.sub(topRight, topLeft);
        const bottomSlope = tf.sub(bottomRight, bottomLeft);
        const top = tf.add(topLeft, tf.mul(right, topSlope));
        const bottom = tf.add(bottomLeft, tf.mul(right, bottomSlope));
        const verticalSlope = tf.sub(bottom, top);
        const horizontalSlope = tf.add(topSlope, tf.mul(down, tf.sub(bottomSlope, topSlope)));
        save([horizontalSlope, verticalSlope]);
        return tf.add(top, tf.mul(down, verticalSlope));
      },
      (gradient, slopes) => slopes.map((slope) => tf.mul(gradient, slope)),
    );
  });
}

interface Corners {
  /** Top left, top right, bottom left, bottom right pixel of each place, each [batch, places]. */
  readonly corners: readonly [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
  /** How far each place lies right of its left corners, 0 to 1. */
  readonly right: Tensor2D;
  /** How far it lies below its top corners, 0 to 1. */
  readonly down: Tensor2D;
}

function readCorners(image: Tensor4D, x: Tensor2D, y: Tensor2D): Corners {
  const padded = tf.pad(image, border);
  const [batch, rows, columns] = padded.shape;
  const left = tf.floor(x);
  const top = tf.floor(y);
  // Pixel (0, 0) of each sample, behind the border before it.
  const starts = Int32Array.from({ length: batch }, (_, sample) => (sample * rows + 1) * columns + 1);
  const rowStarts = tf.mul(tf.cast(top, 'int32'), tf.scalar(columns, 'int32'));
  const inImage = tf.add(rowStarts, tf.cast(left, 'int32'));
  const topLeft = tf.add(inImage, tf.tensor2d(starts, [batch, 1]));
  // Each pixel beside its three neighbours, so that one gather reads all four corners of a place.
  const flat = padded.reshape([padded.size]);
  const shifted = [0, 1, columns, columns + 1].map((offset) => tf.pad(tf.slice(flat, offset), [[0, offset]]));
  const gathered = tf.gather(tf.stack(shifted, 1), tf.reshape(topLeft, [-1]));
  const corner = (index: number): Tensor2D => tf.reshape(tf.slice(gathered, [0, index], [-1, 1]), x.shape);
  return {
    corners: [corner(0), corner(1), corner(2), corner(3)],
    right: tf.sub(x, left),
    down: tf.sub(y, top),
  };
}
