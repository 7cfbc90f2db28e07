import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

/** Dawn's class of an error says of which kind it is; a buffer larger than any is too large a batch, too. */
function isOutOfMemory(error: GPUError): boolean {
  return error.constructor.name === 'GPUOutOfMemoryError' || error.message.includes('max buffer size limit');
}

/**
 * Makes reading a result fail where the GPU failed to compute it. WebGPU throws nothing then, and TensorFlow.js does not
 * look: where there is no memory for a buffer, steps are left out, and the result is what its memory held before.
 */
export function failWithDevice(backend: WebGPUBackend): void {
  const { device, bufferManager } = backend;
  let failed: GPUError | null = null;
  let hasInvalidBuffers = false;
  device.addEventListener('uncapturederror', (event) => {
    // Dawn would write it to standard output.
    event.preventDefault();
    failed ??= event.error;
    hasInvalidBuffers = true;
  });

  const read = backend.read.bind(backend);
  backend.read = async (data) => {
    const [found] = await Promise.allSettled([read(data)]);
    const error = failed;
    failed = null;
    if (error !== null) {
      throw new Error(
        isOutOfMemory(error) ? `The GPU is out of memory: ${error.message}` : `WebGPU: ${error.message}`,
      );
    }
    if (found.status === 'fulfilled') return found.value;
    // Dawn gives no message.
    const isLost = found.reason instanceof DOMException && found.reason.name === 'AbortError';
    throw isLost ? new Error('The device was lost.', { cause: found.reason }) : found.reason;
  };

  // TensorFlow.js keeps buffers for others of their size: also invalid ones, and those of batches that are smaller now.
  const free = new Set<GPUBuffer>();
  const acquire = bufferManager.acquireBuffer.bind(bufferManager);
  const release = bufferManager.releaseBuffer.bind(bufferManager);
  bufferManager.releaseBuffer = (buffer, isKept = true) => {
    if (isKept) free.add(buffer);
    release(buffer, isKept);
  };
  bufferManager.acquireBuffer = (...asked) => {
    if (hasInvalidBuffers) {
      hasInvalidBuffers = false;
      for (const { size, usage } of free) release(acquire(size, usage), false);
      free.clear();
    }
    const buffer = acquire(...asked);
    free.delete(buffer);
    return buffer;
  };
}
