import { tf } from '../tf.ts';

/**
 * Whether the blocks take their fast forms, which call TensorFlow's own ops by name. They are off on
 * every backend but `tensorflow`, and where the environment says INKDEX_FAST_FORMS=0.
 */
export function hasFastForms(): boolean {
  return tf.getBackend() === 'tensorflow' && process.env.INKDEX_FAST_FORMS !== '0';
}

/** Whether those fast forms are taken too that read tensors as arrays: not where a GPU holds them. */
export function hasArrayForms(): boolean {
  const backend: unknown = tf.backend();
  const isOnGpu =
    typeof backend === 'object' &&
    backend !== null &&
    'isUsingGpuDevice' in backend &&
    backend.isUsingGpuDevice === true;
  return hasFastForms() && !isOnGpu;
}
