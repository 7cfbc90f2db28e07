import { InferenceSession, Tensor } from '../../ml/onnx/runtime.ts';
import type { ReadingEngineName } from '../../../shared/contract/model.ts';
import { InkdexError } from '../../../shared/result.ts';

/** A model that is open: ONNX Runtime's session, or one in another thread. */
export interface ModelSession {
  run(
    feeds: Readonly<Record<string, Tensor>>,
    outputs: readonly string[],
  ): Promise<Readonly<Record<string, Tensor>>>;
}

/**
 * Opens a model with ONNX Runtime. `run` computes on the calling thread, or waits there for the GPU.
 *
 * @param threads for one operator, including the calling thread
 * @param provider the execution provider; operators that `webgpu` lacks run on the processor. By the log of ONNX Runtime
 *   1.30 these are, of the recogniser, AffineGrid, GridSample, and a Gather and a Cast of shapes (4 of 53 nodes), and
 *   none of the detector (88 nodes, before it had directions)
 * @throws Error if the bytes are no model, or WebGPU finds no adapter
 */
export async function openSession(
  bytes: Uint8Array,
  threads: number,
  provider: ReadingEngineName = 'cpu',
): Promise<InferenceSession> {
  return await InferenceSession.create(bytes, {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // It would keep a memory plan for every input shape, and words have many.
    enableMemPattern: false,
    // Threads that spin while they wait take the processor from the steps after the network.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    // Nothing on stderr: errors are thrown, and warnings about unused initialisers do not help anybody.
    logSeverityLevel: 4,
  });
}

/** A float32 tensor, row-major. */
export interface FloatTensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/**
 * Runs a model with one float32 input.
 *
 * @throws InkdexError `model-damaged` when it has no such input or outputs, or cannot run
 */
export async function runModel<Output extends string>(
  session: ModelSession,
  [input, { data, shape }]: readonly [string, FloatTensor],
  outputs: readonly Output[],
): Promise<Record<Output, FloatTensor>> {
  let results: Readonly<Record<string, Tensor>>;
  try {
    results = await session.run({ [input]: new Tensor('float32', data, shape) }, outputs);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new InkdexError('model-damaged', `The model cannot run (${found}). Import or export it again.`, {
      cause: error,
    });
  }
  const entries = outputs.map((name): [Output, FloatTensor] => {
    const tensor = results[name];
    if (!(tensor?.data instanceof Float32Array)) {
      throw new InkdexError('model-damaged', `The model's output "${name}" is not float32.`);
    }
    return [name, { data: tensor.data, shape: tensor.dims }];
  });
  return Object.fromEntries(entries) as Record<Output, FloatTensor>;
}
