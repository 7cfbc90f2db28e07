import { z } from 'zod';
import type { CallTable, EventTable } from './call.ts';
import { versionIdSchema } from './dataset.ts';
import { jobIdSchema, type JobState, jobStateSchema } from './job.ts';
import { networkNameSchema, networkOptionsSchema, readUnitSchema } from '../networks.ts';
import { modelIdSchema, trainingEngineNameSchema } from './model.ts';
import { photoIdSchema, sha256Schema } from './photo.ts';
import { failureSchema } from '../result.ts';

/**
 * Training a recogniser. A run is one training with everything that it depends on, so that it can be resumed after a crash
 * and repeated.
 */

export const runIdSchema = z.number().int().positive().brand<'RunId'>();
export type RunId = z.infer<typeof runIdSchema>;

/** quick: a first test. standard: an evening. thorough: a night. my-words: a minute or two, on few words. */
export const presetNameSchema = z.enum(['quick', 'standard', 'thorough', 'my-words']);
export type PresetName = z.infer<typeof presetNameSchema>;

/** The layers whose weights do not change. */
export const frozenLayersSchema = z.enum(['none', 'convolutions', 'all-but-head']);
export type FrozenLayers = z.infer<typeof frozenLayersSchema>;

/**
 * muon: Muon for matrices of hidden layers and AdamW for the rest. adamw: AdamW for all weights. The others as the systems
 * before Inkdex use them: adam without weight decay, sgd with Nesterov's momentum.
 */
export const optimizerNameSchema = z.enum(['muon', 'adamw', 'adam', 'sgd', 'rmsprop', 'adadelta']);
export type OptimizerName = z.infer<typeof optimizerNameSchema>;

/** How the rate falls at the end of a run: see `learningRate`. */
export const decayShapeSchema = z.enum(['linear', 'polynomial', 'exponential', 'steps']);
export type DecayShape = z.infer<typeof decayShapeSchema>;

/** The weights with which a new network starts. */
export const initialWeightsSchema = z.enum(['random', 'base']);

/** The characters of a new network: those of its words, or the 80 classes of text-recognizer-pro in its order. */
export const alphabetNameSchema = z.enum(['words', 'text-recognizer-pro']);
export type AlphabetName = z.infer<typeof alphabetNameSchema>;

const share = z.number().min(0).max(1);

/** All settings of a training. See `trainingSettings` for those of each preset. */
export const trainingSettingsSchema = z.strictObject({
  /** The same seed, data and backend give the same weights. */
  seed: z.number().int().nonnegative().max(0xffff_ffff),
  /** Number of passes over the dataset, each with other augmentations. */
  epochs: z.number().positive().max(1000),
  /** Words in a batch, including rehearsal words. */
  batch: z.number().int().min(1).max(1024),
  optimizer: optimizerNameSchema,
  /** The highest learning rate, after the warm-up. */
  learningRate: z.number().positive().max(1),
  /** Fraction of the steps in which the rate rises from zero. */
  warmup: share,
  /** Fraction of the steps, at the end, in which it falls to zero. */
  decay: share,
  /** Linear by default. */
  decayShape: decayShapeSchema.optional(),
  /** Gradients are scaled down to this norm, 8 by default; 0 for never. */
  clipNorm: z.number().min(0).max(1000).optional(),
  /** Decoupled weight decay: multiplied by the learning rate. */
  weightDecay: z.number().min(0).max(1),
  /** Learning rate of each layer as a multiple of that of the next layer towards the output; 1 for the same rate. */
  layerRate: z.number().positive().max(1),
  frozen: frozenLayersSchema,
  /** Fraction of channels that are dropped during training. */
  dropout: z.number().min(0).max(0.8),
  /** Strength of the augmentation: 0 for none, 1 for the variation of real photos. */
  augmentation: z.number().min(0).max(1.5),
  /** Fraction of the training words to use, chosen by the seed. */
  subsample: z.number().positive().max(1),
  /** Fraction of each batch that consists of words of the pretraining, against forgetting. */
  rehearsal: z.number().min(0).max(0.95),
  /** Decay of the moving average of the weights, which becomes the model. */
  averageDecay: z.number().min(0).max(0.99999),
  /** Number of evaluations during training. */
  evaluations: z.number().int().min(1).max(1000),
  /** Number of evaluations without improvement after which training stops; 0 for never. The best weights are kept. */
  patience: z.number().int().nonnegative(),
  /** Characters that the model does not know: learn them, or leave out words with them. */
  newLetters: z.enum(['learn', 'leave-out']),
  /** A new network of this kind is trained instead of the base model if present. */
  network: networkNameSchema.optional(),
  /** Of the new network: random, the default, or those of the base model wherever name and shape agree. */
  initialWeights: initialWeightsSchema.optional(),
  /** Of the new network: `words`, the default, or a given alphabet; samples with other characters are then left out. */
  alphabet: alphabetNameSchema.optional(),
  networkOptions: networkOptionsSchema.optional(),
});
export type TrainingSettings = z.infer<typeof trainingSettingsSchema>;
export const settingChangesSchema = trainingSettingsSchema.partial();
export type SettingChanges = z.infer<typeof settingChangesSchema>;

/** The same as `inkdex train --dataset V ...`. Settings that are not given are those of the preset. */
const trainingRequestSchema = z.strictObject({
  dataset: versionIdSchema,
  /** Null for the recogniser in use. */
  base: modelIdSchema.nullable(),
  preset: presetNameSchema,
  changes: settingChangesSchema,
  /** Null for the chosen one (`chooseEngine`). */
  engine: trainingEngineNameSchema.nullable(),
  title: z.string().max(200).nullable(),
});
export type TrainingRequest = z.infer<typeof trainingRequestSchema>;

/** train: any version. iam: one click on IAM. corrections: one click on my words. */
const runKindSchema = z.enum(['train', 'iam', 'corrections']);
export type RunKind = z.infer<typeof runKindSchema>;

/** The current step of a running run. */
const runPhaseSchema = z.enum(['importing', 'freezing', 'preparing', 'training', 'evaluating']);
export type RunPhase = z.infer<typeof runPhaseSchema>;

/** paused: continues from its last checkpoint when it is resumed. */
export type RunState = JobState;

/**
 * Error rates of one set of words; see `metricDefinitions`. Of a line finder: `words` are lines, `cer` is 1 - F1 and `wer`
 * the fraction of lines that are not found, both with an IoU of at least 0.5, and `loss` is in nats per pixel.
 */
export const scoreSchema = z.object({
  words: z.number().int().nonnegative(),
  /** Of the best path, with case and accents. */
  cer: z.number().nonnegative(),
  /** Fraction of words not read exactly, of the best path. */
  wer: z.number().min(0),
  /** Nats per true character. It falls before the error rates do. */
  loss: z.number(),
});
export type Score = z.infer<typeof scoreSchema>;

/** The 95 % interval of the change of an error rate, as fractions; negative where there are fewer errors. */
export const rateChangeSchema = z.object({ low: z.number(), high: z.number() });
export type RateChange = z.infer<typeof rateChangeSchema>;

/** Fewer words than this never make a verdict certain, however narrow their interval is. */
export const fewestSure = 20;

/** The most by which the CER of the base set may rise in fine-tuning, as a fraction. */
export const mostForgotten = 0.003;

/** Whether the CER of the base set rose by more than that; no if it was not scored. */
export function forgetsTooMuch(before: Score | null, after: Score | null): boolean {
  return before !== null && after !== null && after.cer - before.cer > mostForgotten;
}

export const runEvaluationSchema = z.object({
  step: z.number().int().nonnegative(),
  heldBack: scoreSchema,
  /** Null without rehearsal. */
  base: scoreSchema.nullable(),
  /** Whether it is the best so far. Its weights are kept. */
  best: z.boolean(),
});
export type RunEvaluation = z.infer<typeof runEvaluationSchema>;

/** Means over the steps since the previous point. */
export const runPointSchema = z.object({
  step: z.number().int().nonnegative(),
  /** Nats per word. */
  loss: z.number(),
  learningRate: z.number().nonnegative(),
  wordsPerSecond: z.number().nonnegative(),
});
export type RunPoint = z.infer<typeof runPointSchema>;

/** A held-out word with its last reading. Pictures are PNG in base64. */
export const runSampleSchema = z.object({
  key: z.string(),
  truth: z.string(),
  reading: z.string(),
  /** The input of the network. */
  word: z.base64(),
  /** The output of the spatial transformer. */
  straightened: z.base64(),
});
export type RunSample = z.infer<typeof runSampleSchema>;

/** The result of a run, measured on held-out words. */
export const runResultSchema = z.object({
  model: modelIdSchema,
  /** Scores on held-out words and on the base set: of the base model, null for a new network, and of the new model. */
  before: z.object({ heldBack: scoreSchema, base: scoreSchema.nullable() }).nullable(),
  after: z.object({ heldBack: scoreSchema, base: scoreSchema.nullable() }),
  /** Of the CER on held-out words. Runs of before 2026-11-24 and new networks have none. */
  change: rateChangeSchema.optional(),
  /** Whether the new model is better on held-out words and not worse on the base set. */
  better: z.boolean(),
  /** The reason, for people. */
  verdict: z.string(),
  promoted: z.boolean(),
});
export type RunResult = z.infer<typeof runResultSchema>;
/** The figures of a run, before and after it. */
export type RunScores = Pick<RunResult, 'before' | 'after' | 'change'>;

/** Whether the held-out words are enough to say that there are fewer errors, or more. */
export function isSure({ before, change }: Pick<RunResult, 'before' | 'change'>): boolean {
  if (change === undefined) return true;
  return before !== null && before.heldBack.words >= fewestSure && (change.high < 0 || change.low > 0);
}

export const runSchema = z.object({
  id: runIdSchema,
  /** The job that runs it. */
  job: jobIdSchema,
  kind: runKindSchema,
  title: z.string(),
  state: jobStateSchema,
  /** Null if it is not running. */
  phase: runPhaseSchema.nullable(),
  /** Samples of the phase before the training, in this process; null while none is counted. `total` is null while unknown. */
  prepared: z
    .object({ done: z.number().int().nonnegative(), total: z.number().int().nonnegative().nullable() })
    .nullable(),
  /** Null until the dataset is frozen. */
  dataset: versionIdSchema.nullable(),
  base: z.object({ model: modelIdSchema, sha256: sha256Schema }),
  preset: presetNameSchema,
  settings: trainingSettingsSchema,
  /** What the network reads, or of pages finds. */
  reads: readUnitSchema,
  /** The group of the experiments file that queued it. */
  experiment: z.string().nullable(),
  /** Version of the app, with the commit if it runs from a checkout. */
  code: z.string(),
  /** Null until it has started. */
  engine: z.object({ engine: trainingEngineNameSchema, version: z.string(), device: z.string() }).nullable(),
  /** Processor, memory, system. */
  machine: z.string(),
  /** Number of training words; null until they are counted. */
  words: z.number().int().nonnegative().nullable(),
  step: z.number().int().nonnegative(),
  totalSteps: z.number().int().positive().nullable(),
  wordsPerSecond: z.number().nonnegative().nullable(),
  etaSeconds: z.number().nonnegative().nullable(),
  best: runEvaluationSchema.nullable(),
  /** For people: what was left out or changed, such as unknown characters or a smaller batch. */
  notices: z.array(z.string()),
  result: runResultSchema.nullable(),
  error: failureSchema.nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type Run = z.infer<typeof runSchema>;

const runWithCurvesSchema = z.object({
  run: runSchema,
  points: z.array(runPointSchema),
  evaluations: z.array(runEvaluationSchema),
  /** The samples of the last evaluation. */
  samples: z.array(runSampleSchema),
});
export type RunWithCurves = z.infer<typeof runWithCurvesSchema>;

/** Whether "Learn from my N corrections" is possible. */
const correctionsSchema = z.object({
  /** Words whose text a person typed or confirmed. */
  words: z.number().int().nonnegative(),
  /** The number of these words since the last run that learned from corrections. */
  newWords: z.number().int().nonnegative(),
  /** Number of words that training needs. */
  neededWords: z.number().int().nonnegative(),
  photos: z.array(z.object({ photo: photoIdSchema, words: z.number().int().nonnegative() })),
  /** About how many words a run would train on: these, and words beside them that are surely read. */
  samples: z.number().int().nonnegative(),
  /** The unfinished run that learns from corrections, or else the last one. */
  run: runSchema.nullable(),
});
export type Corrections = z.infer<typeof correctionsSchema>;

const oneRun = z.object({ run: runIdSchema });

export const runCalls = {
  /** Unfinished runs first, then the latest. */
  listRuns: { role: 'read', args: z.object({}), result: z.array(runSchema) },
  getRun: { role: 'read', args: oneRun, result: runWithCurvesSchema },
  /** Queues a run. @throws `data-invalid` at once for a version that cannot be used for training */
  startRun: { role: 'admin', args: trainingRequestSchema, result: runSchema },
  /** Deletes a finished run with its checkpoint and curves. Its model stays. */
  removeRun: { role: 'admin', args: oneRun, result: z.null() },
  /** Queues every experiment of a file; see `experimentSettings` in main/training. */
  queueExperiments: {
    role: 'admin',
    args: z.object({ path: z.string(), dataset: versionIdSchema.nullable() }),
    result: z.array(runSchema),
  },

  correctionsState: { role: 'read', args: z.object({}), result: correctionsSchema },
  /** Freezes the corrections, trains, evaluates, promotes a better model, and reads uncertain words again. */
  learnCorrections: {
    role: 'admin',
    args: z.object({
      /** Empty for all photos. */
      photos: z.array(photoIdSchema),
      engine: trainingEngineNameSchema.nullable(),
    }),
    result: runSchema,
  },
  /** Imports IAM as it is distributed, freezes it, trains, and evaluates on the official test split. */
  learnIam: {
    role: 'admin',
    args: z.object({
      path: z.string(),
      recipe: z.enum(['strict', 'seed']),
      preset: presetNameSchema,
      changes: settingChangesSchema,
      engine: trainingEngineNameSchema.nullable(),
    }),
    result: runSchema,
  },
} satisfies CallTable;

export const runEvents = {
  /** The changes of a run since the previous event. */
  runChanged: {
    role: 'read',
    payload: z.object({
      run: runSchema,
      points: z.array(runPointSchema),
      evaluations: z.array(runEvaluationSchema),
      /** The samples of a new evaluation; otherwise empty. */
      samples: z.array(runSampleSchema),
    }),
  },
  runRemoved: { role: 'read', payload: oneRun },
} satisfies EventTable;
