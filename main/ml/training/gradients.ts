import { InkdexError } from '../../../shared/result.ts';
import { tf, type Tensor, type Variable } from '../tf.ts';
import type { StatisticsRecorder } from './runningStatistics.ts';
import type { TrainingTask } from './train.ts';

/** What one batch says of the weights. */
export interface BatchGradients {
  /** Mean over the batch. */
  readonly loss: number;
  /** By the names of the weights; the receiver disposes them. */
  readonly gradients: ReadonlyMap<string, Tensor>;
}

/**
 * Loss and gradients of a batch, computed part by part where there is no memory for it in one.
 *
 * @param recorderOf a pass for each part, with randomness of its own
 * @throws OutOfMemory when the parts are too large for the device; nothing is left allocated
 */
export async function batchGradients<Batch>(
  task: TrainingTask<Batch>,
  batch: Batch,
  weights: ReadonlyMap<string, Variable>,
  parts: number,
  recorderOf: (part: number) => StatisticsRecorder,
): Promise<BatchGradients> {
  if (parts === 1) return await partGradients(task, batch, weights, recorderOf(0));
  const split = task.split?.(batch, parts) ?? [batch];
  const all = task.samplesIn(batch);
  let loss = 0;
  let sums: ReadonlyMap<string, Tensor> = new Map();
  try {
    for (const [index, part] of split.entries()) {
      const share = task.samplesIn(part) / all;
      const found = await partGradients(task, part, weights, recorderOf(index));
      loss += share * found.loss;
      sums = added(sums, found.gradients, share);
    }
  } catch (error) {
    tf.dispose([...sums.values()]);
    throw error;
  } finally {
    for (const part of split) if (part !== batch) task.disposeBatch?.(part);
  }
  return { loss, gradients: sums };
}

/** Sums with so much of further gradients added; disposes both. */
function added(
  sums: ReadonlyMap<string, Tensor>,
  gradients: ReadonlyMap<string, Tensor>,
  share: number,
): ReadonlyMap<string, Tensor> {
  const result = new Map(
    [...gradients].map(([name, gradient]) => {
      const sum = sums.get(name);
      const part = tf.tidy(() => {
        const scaled = tf.mul(gradient, share);
        return sum === undefined ? scaled : tf.add(sum, scaled);
      });
      return [name, part] as const;
    }),
  );
  tf.dispose([...sums.values(), ...gradients.values()]);
  return result;
}

async function partGradients<Batch>(
  task: TrainingTask<Batch>,
  batch: Batch,
  weights: ReadonlyMap<string, Variable>,
  { pass }: StatisticsRecorder,
): Promise<BatchGradients> {
  try {
    const { value, grads } = tf.variableGrads(
      () => tf.cast(task.loss(batch, pass), 'float32').asScalar(),
      [...weights.values()],
    );
    const loss = (await value.data())[0] ?? Number.NaN;
    value.dispose();
    const gradients = new Map<string, Tensor>();
    for (const [name, weight] of weights) {
      const gradient = grads[weight.name];
      if (gradient !== undefined) gradients.set(name, gradient);
    }
    return { loss, gradients };
  } catch (error) {
    throw isOutOfMemory(error) ? new OutOfMemory(error) : error;
  }
}

/** The device has no room for a batch. */
export class OutOfMemory extends InkdexError {
  constructor(cause: unknown) {
    super(
      'engine-crashed',
      'The device that trains has too little memory even for a single word. Close what else uses it, or choose ' +
        'another engine, and resume.',
      { cause },
    );
  }
}

/** As TensorFlow, CUDA, Dawn and WebAssembly say it. */
function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof Error &&
    /\bOOM\b|out[ -]of[ -]memory|resource[ _]?exhausted|memory access out of bounds|allocation failed/iu.test(
      error.message,
    )
  );
}
