import type { OnnxGraph, ValueName } from '../onnx/graph.ts';
import { tf, type Tensor4D } from '../tf.ts';

/**
 * Nearest-neighbour enlargement by two, of reshapes and concatenations: they have gradients on every
 * backend, which image resizing has not.
 *
 *   [batch, height, width, channels] -> [batch, 2 * height, 2 * width, channels]
 */
export function upsample(input: Tensor4D): Tensor4D {
  return tf.tidy(() => {
    const [batch, height, width, channels] = input.shape;
    // Channels are innermost: a pixel twice in a row is its channels twice.
    const wide = tf.reshape(tf.concat([input, input], 3), [batch, height, 1, width * 2 * channels]);
    return tf.reshape<tf.Rank.R4>(tf.concat([wide, wide], 2), [batch, height * 2, width * 2, channels]);
  });
}

/** The twin of `upsample`, over [batch, channels, height, width]. */
export function upsampleOnnx(graph: OnnxGraph, input: ValueName): ValueName {
  const scales = graph.initializer('scales', [4], Float32Array.of(1, 1, 2, 2));
  return graph.node('Resize', [input, '', scales], {
    mode: 'nearest',
    nearest_mode: 'floor',
    coordinate_transformation_mode: 'asymmetric',
  });
}
