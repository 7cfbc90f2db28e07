import { createRandom, type Random } from '../../../shared/random.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { ForwardPass } from '../forwardPass.ts';
import { tf, type Tensor } from '../tf.ts';
import { trainableWeights, type WeightTree } from '../weights.ts';
import {
  assignAll,
  createMovingAverage,
  disposeMovingAverage,
  updateMovingAverage,
  withAveragedWeights,
} from './movingAverage.ts';
import {
  applyGradients,
  createOptimizerState,
  disposeOptimizerState,
  type OptimizerOptions,
} from './optimizer.ts';
import { restoreRun, saveRun, type RunState } from './runState.ts';
import { recordStatistics } from './runningStatistics.ts';
import { learningRate, type Schedule } from './schedule.ts';

/** What is trained on what. The loop knows neither networks nor data. */
export interface TrainingTask<Batch> {
  readonly weights: WeightTree;
  /** Which network on which data: a checkpoint of another description is refused. */
  readonly description: string;
  /** Draws the batch of one step; all its randomness comes from `random`. */
  nextBatch(random: Random, step: number): Promise<Batch> | Batch;
  samplesIn(batch: Batch): number;
  /** A scalar. Must be synchronous: gradients are recorded while it runs. */
  loss(batch: Batch, pass: ForwardPass): Tensor;
  disposeBatch?(batch: Batch): void;
  /** Scores the weights now in place. `score` decides which are best: higher is better. */
  evaluate?(step: number): Promise<Evaluation>;
}

export interface Evaluation {
  readonly score: number;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface TrainingOptions {
  readonly seed: number;
  readonly schedule: Schedule;
  readonly optimizer: OptimizerOptions;
  /** Of the weights' moving average; its weights are the ones evaluated and kept. */
  readonly averageDecay: number;
  /** Of batch norm's running statistics. */
  readonly statisticsMomentum: number;
  /** Batches over which the statistics are measured anew for the averaged weights, at the end. */
  readonly statisticsBatches: number;
  readonly evaluateEvery: number;
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
  | { readonly type: 'checkpointed'; readonly step: number }
  | { readonly type: 'stopped'; readonly step: number }
  | { readonly type: 'finished'; readonly step: number; readonly seconds: number };

/**
 * Trains until the schedule ends or the signal fires. When it finishes, the task's weights are the
 * averaged ones with batch norm's statistics measured for them.
 *
 * @throws InkdexError `training-diverged` when the loss is no number any more
 */
export async function* train<Batch>(
  task: TrainingTask<Batch>,
  options: TrainingOptions,
): AsyncGenerator<TrainingEvent> {
  const weights = trainableWeights(task.weights);
  const state: RunState = {
    weights,
    optimizer: createOptimizerState(weights),
    average: createMovingAverage(weights, options.averageDecay),
    step: 0,
    best: null,
  };
  try {
    if (options.checkpoint !== undefined) {
      await restoreRun(options.checkpoint.path, task, options.seed, state);
    }
    const { totalSteps } = options.schedule;
    const startedAt = performance.now();
    yield { type: 'started', step: state.step, totalSteps };

    while (state.step < totalSteps) {
      // Kernels run synchronously: without a turn of the event loop no signal would be heard.
      await tf.nextFrame();
      yield await trainingStep(task, options, state);
      if (task.evaluate !== undefined && state.step % options.evaluateEvery === 0) {
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

    assignAll(state.weights, state.average.averages);
    await measureStatistics(task, options);
    if (task.evaluate !== undefined) {
      const { score, metrics } = await task.evaluate(state.step);
      const best = state.best === null || score >= state.best;
      yield { type: 'evaluated', step: state.step, score, metrics, best };
    }
    yield { type: 'finished', step: state.step, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    disposeOptimizerState(state.optimizer);
    disposeMovingAverage(state.average);
  }
}

async function trainingStep<Batch>(
  task: TrainingTask<Batch>,
  options: TrainingOptions,
  state: RunState,
): Promise<TrainingEvent> {
  const startedAt = performance.now();
  const random = createRandom(options.seed).fork(`step ${String(state.step)}`);
  const batch = await task.nextBatch(random.fork('batch'), state.step);
  const recorder = recordStatistics(random.fork('pass'));
  const rate = learningRate(options.schedule, state.step);

  const { value, grads } = tf.variableGrads(
    () => tf.cast(task.loss(batch, recorder.pass), 'float32').asScalar(),
    [...state.weights.values()],
  );
  const loss = (await value.data())[0] ?? Number.NaN;
  value.dispose();
  if (!Number.isFinite(loss)) {
    throw new InkdexError(
      'training-diverged',
      `The loss became ${String(loss)} at step ${String(state.step)}. Lower the learning rate ` +
        `(${rate.toPrecision(2)} now) or look for damaged samples; the last checkpoint is intact.`,
    );
  }
  recorder.fold(options.statisticsMomentum);

  const gradients = new Map<string, Tensor>();
  for (const [name, weight] of state.weights) {
    const gradient = grads[weight.name];
    if (gradient !== undefined) gradients.set(name, gradient);
  }
  const norm = applyGradients(state.weights, gradients, state.optimizer, {
    ...options.optimizer,
    learningRate: rate,
  });
  const gradientNorm = (await norm.data())[0] ?? Number.NaN;
  tf.dispose([norm, grads]);
  updateMovingAverage(state.average, state.weights, state.step);
  const samples = task.samplesIn(batch);
  task.disposeBatch?.(batch);
  state.step += 1;
  const seconds = (performance.now() - startedAt) / 1000;
  return { type: 'step', step: state.step, loss, gradientNorm, learningRate: rate, samples, seconds };
}

async function evaluation<Batch>(task: TrainingTask<Batch>, state: RunState): Promise<TrainingEvent> {
  const { score, metrics } = await withAveragedWeights(state.average, state.weights, async () => {
    if (task.evaluate === undefined) throw new Error('This task has no evaluation.');
    return task.evaluate(state.step);
  });
  const best = state.best === null || score > state.best;
  if (best) state.best = score;
  return { type: 'evaluated', step: state.step, score, metrics, best };
}

/** Averaged weights see other activations than the trained ones did: measure those statistics. */
async function measureStatistics<Batch>(task: TrainingTask<Batch>, options: TrainingOptions): Promise<void> {
  const random = createRandom(options.seed).fork('statistics');
  for (let index = 0; index < options.statisticsBatches; index += 1) {
    const batch = await task.nextBatch(random.fork(`batch ${String(index)}`), index);
    const recorder = recordStatistics(random.fork(`pass ${String(index)}`));
    tf.tidy(() => {
      task.loss(batch, recorder.pass);
    });
    // A cumulative mean: each of the n batches weighs 1 / n.
    recorder.fold(index / (index + 1));
    task.disposeBatch?.(batch);
  }
}
