import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainingEngineName } from '../../../shared/contract/model.ts';
import type {
  RateChange,
  RunEvaluation,
  RunPoint,
  RunSample,
  TrainingSettings,
} from '../../../shared/contract/run.ts';
import { createRandom } from '../../../shared/random.ts';
import { changeOfCer } from '../evaluation/pairedBootstrap.ts';
import { startRecogniserReplicas } from '../replicas/recogniserReplicas.ts';
import type { Replicas } from '../replicas/replica.ts';
import type { PoolStream } from '../training/poolStream.ts';
import { batchesPerPool } from '../training/recogniserTask.ts';
import type { WordBatch } from '../networks/network.ts';
import { defaultOptimizer, ruleOf } from '../training/optimizer.ts';
import { train, type TrainingOptions } from '../training/train.ts';
import { disposeWeights } from '../weights.ts';
import { assignBestBlend, assignLeastBlend, copyWeights, disposeCopy } from './blend.ts';
import { fineTuneTask, scoreAll, type ScoredNetwork, type WordScores } from './fineTuneTask.ts';
import { assignKept, bestPath, keepWeights, writeRecogniser } from './writeModel.ts';
import { alphabetWith } from './loadWords.ts';
import { trainingStart, type TrainingStart } from './openNetwork.ts';
import { openPools, readShare, prepareWords, type PreparedWords } from './prepareWords.ts';
import { readRehearsal } from './rehearsalFile.ts';
import { trainingReporter } from './trainingReporter.ts';

export interface FineTuneRequest {
  /** Path of the model to start from, an .onnx file. */
  readonly base: string;
  /** Name of the new model, for its metadata. */
  readonly name: string;
  /** Path of the dataset version's manifest. */
  readonly manifest: string;
  /** Folder of its images, named by SHA-256. */
  readonly objects: string;
  /** Folder of the run, for checkpoints, prepared words and the finished model. */
  readonly folder: string;
  /** Path of the file of rehearsal and check words; null for none. */
  readonly rehearsal: string | null;
  readonly settings: TrainingSettings;
  /** Whether the new model may be worse on the check words. */
  readonly mayForget: boolean;
  /** The engine in use, and what computes on it in addition, as `startRecogniserReplicas` has it; by default nothing. */
  readonly beside?: { readonly engine: TrainingEngineName; readonly replicas: number | readonly string[] };
  /** Steps between two checkpoints: the most that a crash loses. */
  readonly checkpointEvery?: number;
  /**
   * Stops after the current step, with a checkpoint, or between two batches of evaluation. The same request then
   * continues the run.
   */
  readonly signal: AbortSignal;
}

export type FineTuneEvent =
  | { readonly type: 'preparing'; readonly done: number; readonly total: number }
  | {
      readonly type: 'started';
      readonly words: number;
      /** The step from which the run continues; 0 for a new run. */
      readonly step: number;
      readonly totalSteps: number;
    }
  | { readonly type: 'point'; readonly point: RunPoint }
  | {
      readonly type: 'evaluated';
      readonly evaluation: RunEvaluation;
      readonly samples: readonly RunSample[];
    }
  | { readonly type: 'noticed'; readonly notice: string };

type Scores = Omit<WordScores, 'readings'>;

export interface FineTuneResult {
  /** Path of the new model. */
  readonly model: string;
  /** Scores of the model to start from, null for a new network, and of the new model. */
  readonly before: Scores | null;
  readonly after: Scores;
  /** Of the CER on held-back words; none for a new network, which had no readings before. */
  readonly change?: RateChange;
}

/** During training only every third check word is evaluated, because all would take too long. */
const watchedEvery = 3;
/** A few seconds of work. */
const stepsBetweenCheckpoints = 25;

/**
 * Fine-tunes a recogniser on the words of a dataset version, mixed with rehearsal words, and writes the best
 * weights as a new model. The same request continues a run that was stopped or killed, and ends with the same
 * weights: bit for bit on a deterministic engine.
 *
 * @returns null if it was stopped during training
 * @throws the reason of the signal if it was aborted before the first step or after the last one
 * @throws InkdexError `data-invalid`, `model-damaged`, `training-diverged`, `not-found`, `disk-full`
 */
export async function fineTune(
  request: FineTuneRequest,
  onEvent: (event: FineTuneEvent) => void,
): Promise<FineTuneResult | null> {
  const { beside } = request;
  const base = await readFile(request.base);
  const start = trainingStart(base, request.settings);
  const { alphabet: letters, input: config, reads, settings } = start;
  const known = { alphabet: letters, config, reads, settings };
  const prepared = await prepareWords({
    ...request,
    ...known,
    onProgress: (done, total) => {
      onEvent({ type: 'preparing', done, total });
    },
  });
  for (const notice of prepared.notices) onEvent({ type: 'noticed', notice });
  const rehearsal = request.rehearsal === null ? [] : await readRehearsal(request.rehearsal);
  const opened = start.open(prepared.newLetters);
  const { pools, check } = openPools(prepared, rehearsal, known);
  const replicas = beside && startRecogniserReplicas(beside.engine, opened.network.config, beside.replicas);
  const alphabet = alphabetWith(known.alphabet, prepared.newLetters);
  const words = { ...opened, alphabet, heldBack: prepared.heldBack, check };
  try {
    return await learn(request, { base, start, prepared, words, pools, replicas }, onEvent);
  } finally {
    await Promise.all([pools.close(), replicas?.close()]);
    disposeWeights(opened.network.weights);
  }
}

/** The open resources of a run. */
interface Opened {
  /** Bytes of the .onnx file to start from. */
  readonly base: Uint8Array;
  readonly start: TrainingStart;
  readonly prepared: PreparedWords;
  /** The network to train, and all words that it is evaluated on. */
  readonly words: ReturnType<TrainingStart['open']> & ScoredNetwork & Pick<PreparedWords, 'heldBack'>;
  readonly pools: PoolStream;
  readonly replicas: Replicas<WordBatch> | undefined;
}

/**
 * Trains the network, assigns the best weights or an interpolation between them and the initial ones, and writes
 * the model.
 */
async function learn(
  request: FineTuneRequest,
  { base, start, prepared, words, pools, replicas }: Opened,
  onEvent: (event: FineTuneEvent) => void,
): Promise<FineTuneResult | null> {
  const { folder, mayForget, signal } = request;
  const { settings } = start;
  const { weights } = words.network;
  const watched = { ...words, check: words.check.filter((_, index) => index % watchedEvery === 0) };
  const initial = copyWeights(weights);
  try {
    const before = {
      all: await scoreAll(words, signal),
      watched: await scoreAll(watched, signal),
    };
    const atStart = start.isNew ? null : before.watched;
    const reporter = trainingReporter(words, { words: prepared.words, before: atStart }, onEvent);
    const task = fineTuneTask({
      ...watched,
      description: await describeRun(request, base),
      settings,
      pools,
      bestPath: bestPath(folder),
      before: before.watched,
      mayForget,
      onScores: reporter.scored,
    });
    const drawn = (1 - settings.rehearsal) * (1 - readShare(prepared.readSources));
    const samples = prepared.words / drawn;
    for await (const event of train({ ...task, replicas }, trainingOptions(request, start, samples))) {
      await reporter.report(event);
    }
    if (!reporter.isFinished()) return null;

    await assignKept(bestPath(folder), weights);
    const after = start.isNew
      ? await scoreAll(words, signal)
      : mayForget
        ? await assignLeastBlend(words, initial, signal)
        : await assignBestBlend(words, watched, initial, before, signal);
    const model = await writeLearned(request, words);
    return {
      model,
      before: start.isNew ? null : withoutReadings(before.all),
      after: withoutReadings(after),
      ...(!start.isNew && { change: changeOf(words.heldBack, before.all, after, settings.seed) }),
    };
  } finally {
    disposeCopy(initial);
  }
}

function changeOf(
  words: PreparedWords['heldBack'],
  before: WordScores,
  after: WordScores,
  seed: number,
): RateChange {
  const compared = words.map(({ text, image }, index) => ({
    text,
    image,
    before: before.readings[index],
    after: after.readings[index],
  }));
  return changeOfCer(compared, createRandom(seed).fork('verdict'));
}

/** Writes the current weights as the run's model, and returns its path. */
async function writeLearned(
  { folder, name }: FineTuneRequest,
  { network, metadata }: Opened['words'],
): Promise<string> {
  const kept = join(folder, 'final.checkpoint');
  await keepWeights(kept, network.weights, 0);
  return await writeRecogniser(folder, kept, network.config, { ...metadata, name });
}

function withoutReadings({ heldBack, base }: WordScores): Scores {
  return { heldBack, base };
}

/**
 * The description of a run in its checkpoints: a checkpoint of another model, of other data or settings is
 * rejected.
 */
export async function describeRun(
  { manifest, settings }: FineTuneRequest,
  base: Uint8Array,
): Promise<string> {
  const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  return `model ${sha256(base)}, data ${sha256(await readFile(manifest))}, ${JSON.stringify(settings)}`;
}

/** @param samples of an epoch, with the others that are drawn between them */
export function trainingOptions(
  { folder, signal, checkpointEvery = stepsBetweenCheckpoints }: FineTuneRequest,
  { isPretrained, settings }: Pick<TrainingStart, 'isPretrained' | 'settings'>,
  samples: number,
): TrainingOptions {
  const { epochs, batch, warmup, decay, clipNorm = defaultOptimizer.clipNorm } = settings;
  const totalSteps = Math.max(1, Math.ceil((epochs * samples) / batch));
  return {
    seed: settings.seed,
    schedule: {
      peak: settings.learningRate,
      warmupSteps: Math.round(totalSteps * warmup),
      decaySteps: Math.round(totalSteps * decay),
      totalSteps,
      decayShape: settings.decayShape,
    },
    optimizer: {
      ...defaultOptimizer,
      ...ruleOf(settings.optimizer, settings.weightDecay),
      clipNorm: clipNorm === 0 ? Infinity : clipNorm,
    },
    averageDecay: settings.averageDecay,
    // The statistics of a trained network change little; a new one has none yet.
    ...(isPretrained
      ? { normalization: 'running', statisticsMomentum: 1, statisticsBatches: 0 }
      : { statisticsMomentum: 0.99, statisticsBatches: Math.min(4 * batchesPerPool, totalSteps) }),
    evaluateEvery: Math.max(1, Math.ceil(totalSteps / settings.evaluations)),
    patience: settings.patience,
    checkpoint: { path: join(folder, 'run.checkpoint'), every: checkpointEvery },
    signal,
  };
}
