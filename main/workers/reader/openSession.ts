import { InferenceSession } from 'onnxruntime-node';

/**
 * Opens a model's bytes with ONNX Runtime on the calling thread, where `run` will also compute.
 *
 * @param threads within one operator, the calling one included
 */
export async function openSession(bytes: Uint8Array, threads: number): Promise<InferenceSession> {
  return await InferenceSession.create(bytes, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // It keeps a plan of the memory for every shape that ever came, and words come in many.
    enableMemPattern: false,
    // Threads that wait for work asleep: awake they take the processor from what follows the network.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    // Errors only: warnings about unused initialisers say nothing to a person.
    logSeverityLevel: 3,
  });
}
