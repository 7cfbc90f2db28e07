import { createRandom, type Random } from '../../../shared/random.ts';
import { InkdexError } from '../../../shared/result.ts';
import { type ForwardPass, recordStatistics, type StatisticsRecorder } from '../forwardPass.ts';
import { type Tensor, tf } from '../tf.ts';
import type { Replicas } from '../replicas/replica.ts';
import { namedWeights, trainableWeights, type WeightTree } from '../weights.ts';
import { batchGradients, type Gradients, OutOfMemory } from './gradients.ts';
import {
  assignAverage,
  createMovingAverage,
  updateMovingAverage,
  withAveragedWeights,
} from './flatWeights.ts';
import {
  applyGradients,
  createOptimizerState,
  disposeOptimizerState,
  learningRate,
  type OptimizerOptions,
  type Schedule,
  type WeightSteps,
} from './optimizer.ts';
import { restoreRun, type RunState, saveRun } from './checkpoint.ts';

/** A network and its data. The loop knows neither. */
export interface TrainingTask<Batch> extends WeightSteps {
  readonly weights: WeightTree;
  /** Names network and data: a checkpoint with another description is refused. */
  readonly description: string;
  /** Whether the weight of this name keeps its value. By default all are trained. */
  readonly isFrozen?: (name: string) => boolean;
  /** Draws the batch of one step; all its randomness comes from `random`. */
  nextBatch(random: Random, step: number): Promise<Batch> | Batch;
  samplesIn(batch: Batch): number;
  /** A scalar. Must be synchronous: gradients are recorded while it runs. */
  loss(batch: Batch, pass: ForwardPass): Tensor;
  disposeBatch?(batch: Batch): void;
  /** Other threads that each compute a part of every batch. The caller stops them. */
  readonly replicas?: Replicas<Batch> | undefined;
  /** Splits a batch into this many parts, or into fewer if it is too small. The parts are disposed like batches. */
  split?(batch: Batch, parts: number): Batch[];
  /** Scores the weights now in place. `score` decides which are best: higher is better. */
  evaluate?(step: number): Promise<Evaluation>;
  /** Called while the weights that scored best so far are in place. */
  keepBest?(step: number): Promise<void>;
}

export interface Evaluation {
  readonly score: number;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface TrainingOptions {
  readonly seed: number;
  readonly schedule: Schedule;
  readonly optimizer: OptimizerOptions;
  /** Of the moving average of the weights, which is evaluated and kept. */
  readonly averageDecay: number;
  /** The statistics that batch norm uses; by default the batch's. Running ones are neither changed nor measured. */
  readonly normalization?: 'batch' | 'running';
  /** Of batch norm's running statistics. */
  readonly statisticsMomentum: number;
  /** Batches over which the statistics are measured again for the averaged weights at the end. */
  readonly statisticsBatches: number;
  readonly evaluateEvery: number;
  /** Ends after this many evaluations in a row that were not the best; never by default or with 0. */
  readonly patience?: number;
  readonly checkpoint?: { readonly path: string; readonly every: number };
  /** Stops after the current step, with a checkpoint written: the run can go on later. */
  readonly signal?: AbortSignal;
}

export type TrainingEvent =
  | { readonly type: 'started'; readonly step: number; readonly totalSteps: number }
  | {
      readonly type: 'step';
      readonly step: number;
      readonly loss: number;
      readonly gradientNorm: number;
      readonly learningRate: number;
      readonly samples: number;
      readonly seconds: number;
    }
  | ({ readonly type: 'evaluated'; readonly step: number; readonly best: boolean } & Evaluation)
  /** Memory was too small for the parts of a batch. From this step on a batch has this many parts. */
  | { readonly type: 'split'; readonly step: number; readonly parts: number }
  | { readonly type: 'checkpointed'; readonly step: number }
  | { readonly type: 'stopped'; readonly step: number }
  | { readonly type: 'finished'; readonly step: number; readonly seconds: number };

/**
 * Trains until the schedule ends or the signal fires. When it finishes, the task's weights are the
 * averaged ones with batch norm's statistics measured for them.
 *
 * @throws InkdexError `training-diverged` if the loss or its gradient is not a number
 */
export async function* train<Batch>(
  task: TrainingTask<Batch>,
  options: TrainingOptions,
): AsyncGenerator<TrainingEvent> {
  const isFrozen = task.isFrozen ?? (() => false);
  const weights = new Map([...trainableWeights(task.weights)].filter(([name]) => !isFrozen(name)));
  const state: RunState = {
    weights,
    optimizer: createOptimizerState(weights, task),
    average: createMovingAverage(weights, options.averageDecay),
    step: 0,
    best: null,
    stale: 0,
    parts: 1 + (task.replicas?.count ?? 0),
  };
  try {
    if (options.checkpoint !== undefined) {
      await restoreRun(options.checkpoint.path, task, options.seed, state);
    }
    await task.replicas?.load(namedWeights(task.weights), [...weights.keys()]);
    const { totalSteps } = options.schedule;
    const startedAt = performance.now();
    yield { type: 'started', step: state.step, totalSteps };

    while (state.step < totalSteps && !isStale(options, state)) {
      // Kernels run synchronously. Yield to the event loop, so that a signal can arrive.
      await tf.nextFrame();
      const event = await trainingStep(task, options, state);
      yield event;
      if (event.type === 'split') continue;
      if (task.evaluate !== undefined && isDue(options, state)) {
        yield await evaluation(task, state);
      }
      const stopping = options.signal?.aborted === true;
      if (options.checkpoint !== undefined && (stopping || state.step % options.checkpoint.every === 0)) {
        await saveRun(options.checkpoint.path, task, options.seed, state);
        yield { type: 'checkpointed', step: state.step };
      }
      if (stopping) {
        yield { type: 'stopped', step: state.step };
        return;
      }
    }

    assignAverage(state.average, state.weights);
    await measureStatistics(task, options, state.parts);
    const last = isStale(options, state) ? null : await lastEvaluation(task, state);
    if (last !== null) yield last;
    yield { type: 'finished', step: state.step, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    disposeOptimizerState(state.optimizer);
    state.average.average.dispose();
  }
}

/** Evaluates the averaged weights, which are the best ones also if they are only as good as the best before. */
async function lastEvaluation<Batch>(
  task: TrainingTask<Batch>,
  { best: before, step }: RunState,
): Promise<TrainingEvent | null> {
  if (task.evaluate === undefined) return null;
  const { score, metrics } = await task.evaluate(step);
  const best = before === null || score >= before;
  if (best) await task.keepBest?.(step);
  return { type: 'evaluated', step, score, metrics, best };
}

async function trainingStep<Batch>(
  task: TrainingTask<Batch>,
  options: TrainingOptions,
  state: RunState,
): Promise<TrainingEvent> {
  const startedAt = performance.now();
  const random = createRandom(options.seed).fork(`step ${state.step}`);
  const batch = await task.nextBatch(random.fork('batch'), state.step);
  const recorders: StatisticsRecorder[] = [];
  const recorderOf = (part: number): StatisticsRecorder => {
    const name = state.parts === 1 ? 'pass' : `pass ${part}`;
    const recorder = recordStatistics(random.fork(name), options.normalization);
    recorders.push(recorder);
    return recorder;
  };
  try {
    const found = await batchGradients(task, batch, state.weights, { parts: state.parts, recorderOf });
    const taken = await takeStep(found, recorders, options, state);
    const seconds = (performance.now() - startedAt) / 1000;
    return { type: 'step', step: state.step, ...taken, samples: task.samplesIn(batch), seconds };
  } catch (error) {
    const canSplit = task.split !== undefined && state.parts < task.samplesIn(batch);
    if (!(error instanceof OutOfMemory) || !canSplit) throw error;
    state.parts *= 2;
    return { type: 'split', step: state.step, parts: state.parts };
  } finally {
    task.disposeBatch?.(batch);
    for (const recorder of recorders) recorder.discard();
  }
}

/**
 * Updates weights, averages and statistics with the gradient of a batch, and disposes it.
 *
 * @throws InkdexError `training-diverged` if the loss or the gradient is not a number; in the second case the weights
 *   are damaged, too
 */
async function takeStep(
  { loss, gradient }: Gradients,
  recorders: readonly StatisticsRecorder[],
  options: TrainingOptions,
  state: RunState,
): Promise<{ loss: number; gradientNorm: number; learningRate: number }> {
  const rate = learningRate(options.schedule, state.step);
  try {
    if (!Number.isFinite(loss)) throw diverged('loss', loss, state.step, rate);
    for (const recorder of recorders) recorder.fold(options.statisticsMomentum);
    const norm = applyGradients(state.weights, gradient, state.optimizer, {
      ...options.optimizer,
      learningRate: rate,
    });
    const gradientNorm = (await norm.data())[0];
    norm.dispose();
    if (!Number.isFinite(gradientNorm)) throw diverged('gradient', gradientNorm, state.step, rate);
    updateMovingAverage(state.average, state.weights, state.step);
    state.step += 1;
    return { loss, gradientNorm, learningRate: rate };
  } finally {
    gradient.dispose();
  }
}

function diverged(what: 'loss' | 'gradient', value: number, step: number, rate: number): InkdexError {
  return new InkdexError(
    'training-diverged',
    `The ${what} became ${value} at step ${step}. Lower the learning rate ` +
      `(${rate.toPrecision(2)} now) or look for damaged samples; the last checkpoint is intact.`,
  );
}

/** Whether to evaluate now: not at the last step if the end evaluates the same weights. */
function isDue({ evaluateEvery, statisticsBatches, schedule }: TrainingOptions, { step }: RunState): boolean {
  const endScoresTheSame = statisticsBatches === 0 && step === schedule.totalSteps;
  return step % evaluateEvery === 0 && !endScoresTheSame;
}

function isStale({ patience = 0 }: TrainingOptions, { stale }: RunState): boolean {
  return patience > 0 && stale >= patience;
}

async function evaluation<Batch>(task: TrainingTask<Batch>, state: RunState): Promise<TrainingEvent> {
  return await withAveragedWeights(state.average, state.weights, async () => {
    if (task.evaluate === undefined) throw new Error('This task has no evaluation.');
    const { score, metrics } = await task.evaluate(state.step);
    const best = state.best === null || score > state.best;
    if (best) {
      state.best = score;
      await task.keepBest?.(state.step);
    }
    state.stale = best ? 0 : state.stale + 1;
    return { type: 'evaluated', step: state.step, score, metrics, best };
  });
}

/**
 * The averaged weights have other activations than the trained ones, so their statistics are measured, on the batches
 * that would come next. The first batches of a run may be easier ones.
 */
async function measureStatistics<Batch>(
  task: TrainingTask<Batch>,
  options: TrainingOptions,
  parts: number,
): Promise<void> {
  const random = createRandom(options.seed).fork('statistics');
  let passes = 0;
  for (let index = 0; index < options.statisticsBatches; index += 1) {
    const batch = await task.nextBatch(random.fork(`batch ${index}`), options.schedule.totalSteps + index);
    const split = parts > 1 ? (task.split?.(batch, parts) ?? [batch]) : [batch];
    for (const part of split) {
      const recorder = recordStatistics(random.fork(`pass ${passes}`));
      tf.tidy(() => {
        task.loss(part, recorder.pass);
      });
      // A cumulative mean: each of the n passes weighs 1 / n.
      recorder.fold(passes / (passes + 1));
      passes += 1;
      if (part !== batch) task.disposeBatch?.(part);
    }
    task.disposeBatch?.(batch);
  }
}
