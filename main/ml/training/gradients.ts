import { InkdexError } from '../../../shared/result.ts';
import type { StatisticsRecorder } from '../forwardPass.ts';
import type { PartGradients, Replicas } from '../replicas/replica.ts';
import { type Tensor1D, tf, type Variable } from '../tf.ts';
import { namedWeights, type WeightTree } from '../weights.ts';
import { flatLayout, flatten } from './flatWeights.ts';
import type { TrainingTask } from './train.ts';

/** Loss and gradient of a batch or of a part of one. */
export interface Gradients {
  /** Mean over the batch. */
  readonly loss: number;
  /** Of all weights as one vector in the order of `flatLayout`; the receiver disposes it. */
  readonly gradient: Tensor1D;
}

/** The parts of a task that its gradients need. */
export type Differentiable<Batch> = Pick<
  TrainingTask<Batch>,
  'weights' | 'loss' | 'samplesIn' | 'split' | 'disposeBatch' | 'replicas'
>;

/** How a batch is computed. */
export interface BatchPlan {
  /** With more than one, each part has its own batch norm statistics and dropout. */
  readonly parts: number;
  /** A pass for each part, with randomness of its own. */
  readonly recorderOf: (part: number) => StatisticsRecorder;
}

/**
 * Loss and gradient of a batch, in parts if memory is small or replicas compute some of them.
 *
 * @param weights those to be trained
 * @throws OutOfMemory if the parts are too large for the device; nothing stays allocated
 * @throws RangeError if a weight has no gradient
 */
export async function batchGradients<Batch>(
  task: Differentiable<Batch>,
  batch: Batch,
  weights: ReadonlyMap<string, Variable>,
  { parts, recorderOf }: BatchPlan,
): Promise<Gradients> {
  if (parts === 1) return await partGradients(task.loss, batch, weights, recorderOf(0));
  const split = (task.split?.(batch, parts) ?? [batch]).map((part, index) => ({
    part,
    share: task.samplesIn(part) / task.samplesIn(batch),
    recorder: recorderOf(index),
  }));
  const threads = 1 + (task.replicas?.count ?? 0);
  if (task.replicas !== undefined && threads > 1) await shareWeights(task.replicas, weights);
  const sum = startSum();
  try {
    // All threads take one part each, and wait for one another.
    for (let start = 0; start < split.length; start += threads) {
      await addRound(task, weights, split.slice(start, start + threads), sum);
    }
    return sum.take();
  } finally {
    sum.dispose();
    for (const { part } of split) if (part !== batch) task.disposeBatch?.(part);
  }
}

interface BatchPart<Batch> {
  readonly part: Batch;
  /** Of the batch. */
  readonly share: number;
  readonly recorder: StatisticsRecorder;
}

async function shareWeights<Batch>(
  replicas: Replicas<Batch>,
  weights: ReadonlyMap<string, Variable>,
): Promise<void> {
  const row = flatten(flatLayout(weights), weights);
  replicas.share(await row.data<'float32'>());
  row.dispose();
}

/** Computes the first part here and each other one on a replica, at the same time. */
async function addRound<Batch>(
  task: Differentiable<Batch>,
  weights: ReadonlyMap<string, Variable>,
  [own, ...others]: readonly BatchPart<Batch>[],
  sum: GradientSum,
): Promise<void> {
  const { replicas } = task;
  const answers = replicas === undefined ? [] : others.map((part, index) => ask(replicas, index, part));
  // Handles every rejection: a replica that fails before its turn would end the process.
  const settled = Promise.allSettled(answers);
  try {
    sum.add(await partGradients(task.loss, own.part, weights, own.recorder), own.share);
    for (const [index, answering] of answers.entries()) {
      const { share, recorder } = others[index];
      const answer = await answering;
      observe(answer, task.weights, recorder);
      sum.add({ loss: answer.loss, gradient: tf.tensor1d(answer.gradient) }, share);
    }
  } finally {
    // A failure is thrown above; the others must not answer during the next batch.
    await settled;
  }
}

function ask<Batch>(
  replicas: Replicas<Batch>,
  replica: number,
  { part, recorder: { pass } }: BatchPart<Batch>,
): Promise<PartGradients> {
  const { random, normalization } = pass;
  const order = { random: random.state(), ...(normalization === undefined ? {} : { normalization }) };
  return replicas.compute(replica, part, order);
}

/** Hands the batch statistics of a replica to this thread's recorder. */
function observe({ statistics }: PartGradients, weights: WeightTree, { pass }: StatisticsRecorder): void {
  if (statistics.length === 0) return;
  const running = namedWeights(weights);
  for (const [name, batch] of statistics) {
    const variable = running.get(name);
    if (variable !== undefined) pass.observe(variable, tf.tensor(batch, variable.shape));
  }
}

type GradientSum = ReturnType<typeof startSum>;

function startSum() {
  let loss = 0;
  let sum: Tensor1D | undefined;
  return {
    /** Adds a part, weighted by its fraction of the batch, and disposes its gradient. */
    add({ loss: partLoss, gradient }: Gradients, share: number): void {
      const before = sum;
      loss += share * partLoss;
      try {
        sum = tf.tidy(() => {
          const scaled = tf.mul<Tensor1D>(gradient, share);
          return before === undefined ? scaled : tf.add<Tensor1D>(before, scaled);
        });
      } finally {
        gradient.dispose();
      }
      before?.dispose();
    },
    /** Gives the sum away. */
    take(): Gradients {
      if (sum === undefined) throw new RangeError('A batch without samples has no gradient.');
      const gradient = sum;
      sum = undefined;
      return { loss, gradient };
    },
    dispose(): void {
      sum?.dispose();
    },
  };
}

/**
 * Loss and gradient of a whole batch.
 *
 * @throws OutOfMemory if it is too large for the device; nothing stays allocated
 * @throws RangeError if a weight has no gradient
 */
export async function partGradients<Batch>(
  lossOf: Differentiable<Batch>['loss'],
  batch: Batch,
  weights: ReadonlyMap<string, Variable>,
  { pass }: StatisticsRecorder,
): Promise<Gradients> {
  try {
    const { value, grads } = tf.variableGrads(
      () => tf.cast(lossOf(batch, pass), 'float32').asScalar(),
      [...weights.values()],
    );
    const found = new Map(Object.entries(grads));
    const named = new Map(
      [...weights].flatMap(([name, weight]) => {
        const gradient = found.get(weight.name);
        return gradient === undefined ? [] : [[name, gradient] as const];
      }),
    );
    let gradient: Tensor1D | undefined;
    try {
      gradient = flatten(flatLayout(weights), named);
      return { loss: (await value.data())[0], gradient };
    } catch (error) {
      gradient?.dispose();
      throw error;
    } finally {
      tf.dispose([value, ...named.values()]);
    }
  } catch (error) {
    throw isOutOfMemory(error) ? new OutOfMemory(error) : error;
  }
}

/** The device has too little memory for a batch. */
export class OutOfMemory extends InkdexError {
  constructor(cause: unknown) {
    super(
      'engine-crashed',
      'The device that trains has too little memory. Close what else uses it, or choose another engine, and resume.',
      { cause },
    );
  }
}

/** Whether a device had too little memory, by the messages of TensorFlow, CUDA, Dawn and WebAssembly. */
export function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof Error &&
    /\bOOM\b|out[ -]of[ -]memory|resource[ _]?exhausted|memory access out of bounds|allocation failed/iu.test(
      error.message,
    )
  );
}
