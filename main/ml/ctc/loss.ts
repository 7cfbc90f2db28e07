/**
 * Connectionist temporal classification. Graves et al., "Connectionist temporal classification:
 * labelling unsegmented sequence data with recurrent neural networks", 2006.
 */
import { ctcForwardBackward } from './forwardBackward.ts';
import { ctcLossOverTensors } from './trellis.ts';
import { type Scalar, type Tensor3D, tf, withGradient } from '../tf.ts';

/**
 * Mean over the batch of -log p(label), in nats, not divided by length.
 *
 *   [time, batch, classes] -> []
 *
 * @param logits before any softmax; class 0 is the blank
 * @param labels classes of each sample's characters, without blanks. A label that does not fit into its frames (see
 *   `isAlignable`) contributes 0 and no gradient
 * @param frames number of time steps of each sample; by default all
 * @throws RangeError if the number of labels or frames is not the number of samples, or a frame count exceeds the
 *   steps
 */
export function ctcLoss(logits: Tensor3D, labels: readonly Int32Array[], frames?: readonly number[]): Scalar {
  const [time, batch] = logits.shape;
  const counted = frames ?? labels.map(() => time);
  if (labels.length !== batch || counted.length !== batch || counted.some((count) => count > time)) {
    throw new RangeError(
      `The logits have ${batch} samples of ${time} time steps; got ${labels.length} labels ` +
        `and frame counts [${counted.join(', ')}].`,
    );
  }
  // The data of a WebGPU tensor cannot be read synchronously.
  const lossOf = tf.getBackend() === 'webgpu' ? ctcLossOverTensors : ctcLossOverArrays;
  return lossOf(logits, labels, counted);
}

/** `ctcLoss` over arrays, for backends whose tensors can be read synchronously. */
export function ctcLossOverArrays(
  logits: Tensor3D,
  labels: readonly Int32Array[],
  frames: readonly number[],
): Scalar {
  return withGradient<Scalar>(
    [logits],
    (save) => {
      const { losses, gradient } = ctcForwardBackward(
        tf.logSoftmax(logits).dataSync<'float32'>(),
        tf.softmax(logits).dataSync<'float32'>(),
        logits.shape,
        labels,
        frames,
      );
      save([tf.tensor3d(gradient, logits.shape)]);
      return tf.scalar(losses.reduce((sum, loss) => sum + loss, 0) / labels.length);
    },
    (lossGradient, [gradient]) => [tf.mul(gradient, tf.div(lossGradient, labels.length))],
  );
}
