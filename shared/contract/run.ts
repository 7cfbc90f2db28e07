import { z } from 'zod';
import { versionIdSchema } from './dataset.ts';
import { jobIdSchema } from './job.ts';
import { modelIdSchema, trainingEngineNameSchema } from './model.ts';
import { photoIdSchema, sha256Schema } from './photo.ts';
import { failureSchema } from '../result.ts';

/**
 * Teaching a recogniser. A run is one training with everything that it depends on, so that it can be
 * told apart from others, gone on with after a crash, and made again.
 */

export const runIdSchema = z.number().int().positive().brand<'RunId'>();
export type RunId = z.infer<typeof runIdSchema>;

/** Quick: to see whether it learns. Standard: an evening. Thorough: a night. my-words: a minute or two, on few words. */
export const presetNameSchema = z.enum(['quick', 'standard', 'thorough', 'my-words']);
export type PresetName = z.infer<typeof presetNameSchema>;

/** Which layers keep the weights that they have. */
export const frozenLayersSchema = z.enum(['none', 'convolutions', 'all-but-head']);
export type FrozenLayers = z.infer<typeof frozenLayersSchema>;

/** Whether matrices between hidden layers take Muon's steps beside AdamW's, or all weights AdamW's alone. */
export const optimizerNameSchema = z.enum(['muon', 'adamw']);
export type OptimizerName = z.infer<typeof optimizerNameSchema>;

const share = z.number().min(0).max(1);

/** Everything that a training can be told; see `trainingSettings` for what each preset says. */
export const trainingSettingsSchema = z.strictObject({
  /** Of all randomness: the same seed, data and engine give the same weights. */
  seed: z.number().int().nonnegative().max(0xffff_ffff),
  /** How often each word of the dataset is seen, each time augmented otherwise. */
  epochs: z.number().positive().max(1000),
  /** Words in a batch, rehearsal included. */
  batch: z.number().int().min(1).max(1024),
  optimizer: optimizerNameSchema,
  /** The optimizer's, once warm. */
  learningRate: z.number().positive().max(0.1),
  /** Share of the steps over which the rate rises from zero. */
  warmup: share,
  /** Share of the steps, the last ones, over which it falls to zero again. */
  decay: share,
  /** Of the weights themselves, times the learning rate. */
  weightDecay: z.number().min(0).max(1),
  /** Learning rate of each layer as a multiple of the next one's, towards the image: 1 is the same for all. */
  layerRate: z.number().positive().max(1),
  frozen: frozenLayersSchema,
  /** Share of channels silenced while training. */
  dropout: z.number().min(0).max(0.8),
  /** Strength of the augmentation: 0 none, 1 the spread of real photos. */
  augmentation: z.number().min(0).max(1.5),
  /** Share of the training words that are used, drawn by the seed. */
  subsample: z.number().positive().max(1),
  /** Share of each batch that is words which the starter model learned from, so that nothing is forgotten. */
  rehearsal: z.number().min(0).max(0.95),
  /** Of the weights' moving average, which is what is kept. */
  averageDecay: z.number().min(0).max(0.99999),
  /** Evaluations while it trains. */
  evaluations: z.number().int().min(1).max(1000),
  /** Stops after so many evaluations in a row without a gain; 0 never. The best weights are kept either way. */
  patience: z.number().int().nonnegative(),
  /** Letters that the model does not know yet: learned, or words with them left out. */
  newLetters: z.enum(['learn', 'leave-out']),
});
export type TrainingSettings = z.infer<typeof trainingSettingsSchema>;
export const settingChangesSchema = trainingSettingsSchema.partial();
export type SettingChanges = z.infer<typeof settingChangesSchema>;

/** The same as `inkdex train --dataset V ...`; what is not said is as the preset says. */
export const trainingRequestSchema = z.strictObject({
  dataset: versionIdSchema,
  /** The promoted recogniser unless said otherwise. */
  base: modelIdSchema.nullable(),
  preset: presetNameSchema,
  changes: settingChangesSchema,
  /** The one that is chosen (see `chooseEngine`) unless said otherwise. */
  engine: trainingEngineNameSchema.nullable(),
  title: z.string().max(200).nullable(),
});
export type TrainingRequest = z.infer<typeof trainingRequestSchema>;

/** train: any version. iam: one click on IAM. corrections: one click on my words. */
export const runKindSchema = z.enum(['train', 'iam', 'corrections']);
export type RunKind = z.infer<typeof runKindSchema>;

/** What a run that goes on is at. */
export const runPhaseSchema = z.enum(['importing', 'freezing', 'preparing', 'training', 'evaluating']);
export type RunPhase = z.infer<typeof runPhaseSchema>;

/** paused: goes on from its last checkpoint when resumed. */
export const runStateSchema = z.enum(['queued', 'running', 'paused', 'cancelled', 'done', 'failed']);
export type RunState = z.infer<typeof runStateSchema>;

/** Error rates of one set of words; see `metricNames` for what each means. */
export const scoreSchema = z.object({
  words: z.number().int().nonnegative(),
  /** Best path, as written. */
  cer: z.number().nonnegative(),
  /** Share of words not read exactly, best path, as written. */
  wer: z.number().min(0).max(1),
  /** Nats for each true letter: falls before errors do. */
  loss: z.number(),
});
export type Score = z.infer<typeof scoreSchema>;

/** By so much the CER of the base set may rise when a hand is learned, as a share. */
export const mostForgotten = 0.003;

export const runEvaluationSchema = z.object({
  step: z.number().int().nonnegative(),
  heldBack: scoreSchema,
  /** Null where nothing is rehearsed. */
  base: scoreSchema.nullable(),
  /** The best until then: these weights are kept. */
  best: z.boolean(),
});
export type RunEvaluation = z.infer<typeof runEvaluationSchema>;

/** The means over the steps since the point before. */
export const runPointSchema = z.object({
  step: z.number().int().nonnegative(),
  /** Nats for each word. */
  loss: z.number(),
  learningRate: z.number().nonnegative(),
  wordsPerSecond: z.number().nonnegative(),
});
export type RunPoint = z.infer<typeof runPointSchema>;

/** A held-back word as the run last read it. Pictures: PNG in base64. */
export const runSampleSchema = z.object({
  key: z.string(),
  truth: z.string(),
  reading: z.string(),
  /** As the network gets it. */
  word: z.base64(),
  /** What the spatial transformer makes of it. */
  straightened: z.base64(),
});
export type RunSample = z.infer<typeof runSampleSchema>;

/** What came of a run, on words that it never saw. */
export const runResultSchema = z.object({
  /** The new model. */
  model: modelIdSchema,
  /** Of the held-back words and the base set, with the base model and with the new one. */
  before: z.object({ heldBack: scoreSchema, base: scoreSchema.nullable() }),
  after: z.object({ heldBack: scoreSchema, base: scoreSchema.nullable() }),
  /** Whether the new model is better where it should be and no worse elsewhere. */
  better: z.boolean(),
  /** Why, for people. */
  verdict: z.string(),
  promoted: z.boolean(),
});
export type RunResult = z.infer<typeof runResultSchema>;

export const runSchema = z.object({
  id: runIdSchema,
  /** The job that carries it out. */
  job: jobIdSchema,
  kind: runKindSchema,
  title: z.string(),
  state: runStateSchema,
  /** Null unless it runs. */
  phase: runPhaseSchema.nullable(),
  /** Null until it is frozen. */
  dataset: versionIdSchema.nullable(),
  base: z.object({ model: modelIdSchema, sha256: sha256Schema }),
  preset: presetNameSchema,
  settings: trainingSettingsSchema,
  /** The group of the experiments file that queued it. */
  experiment: z.string().nullable(),
  /** Version of the app, with its commit where it runs from a checkout. */
  code: z.string(),
  /** Null until it has started. */
  engine: z.object({ engine: trainingEngineNameSchema, version: z.string(), device: z.string() }).nullable(),
  /** Processor, memory, system. */
  machine: z.string(),
  /** Training words; null until they are counted. */
  words: z.number().int().nonnegative().nullable(),
  step: z.number().int().nonnegative(),
  totalSteps: z.number().int().positive().nullable(),
  wordsPerSecond: z.number().nonnegative().nullable(),
  etaSeconds: z.number().nonnegative().nullable(),
  best: runEvaluationSchema.nullable(),
  /** What was left out or changed, for people: letters not in the alphabet, a smaller batch. */
  notices: z.array(z.string()),
  result: runResultSchema.nullable(),
  error: failureSchema.nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type Run = z.infer<typeof runSchema>;

export const runWithCurvesSchema = z.object({
  run: runSchema,
  points: z.array(runPointSchema),
  evaluations: z.array(runEvaluationSchema),
  /** Of the last evaluation. */
  samples: z.array(runSampleSchema),
});
export type RunWithCurves = z.infer<typeof runWithCurvesSchema>;

/** Whether "Learn from my N corrections" is possible. */
export const correctionsSchema = z.object({
  /** Words whose text a person typed or confirmed. */
  words: z.number().int().nonnegative(),
  /** The number of these words since the last run that learned from corrections. */
  newWords: z.number().int().nonnegative(),
  /** Number of words that training needs. */
  neededWords: z.number().int().nonnegative(),
  photos: z.array(z.object({ photo: photoIdSchema, words: z.number().int().nonnegative() })),
  /** The unfinished run that learns from corrections, or else the last one. */
  run: runSchema.nullable(),
});
export type Corrections = z.infer<typeof correctionsSchema>;

const oneRun = z.object({ run: runIdSchema });

export const runCalls = {
  /** Unfinished runs first, then the latest. */
  listRuns: { args: z.object({}), result: z.array(runSchema) },
  getRun: { args: oneRun, result: runWithCurvesSchema },
  /** Queues a run. @throws `data-invalid` at once for a version that cannot be used for training */
  startRun: { args: trainingRequestSchema, result: runSchema },
  /** A running run stops after the current step, with a checkpoint. */
  pauseRun: { args: oneRun, result: runSchema },
  resumeRun: { args: oneRun, result: runSchema },
  cancelRun: { args: oneRun, result: runSchema },
  /** Deletes a finished run with its checkpoint and curves. Its model stays. */
  removeRun: { args: oneRun, result: z.null() },
  /** Queues every experiment of a file; see `experimentSettings` in main/training. */
  queueExperiments: {
    args: z.object({ path: z.string(), dataset: versionIdSchema.nullable() }),
    result: z.array(runSchema),
  },
  /** The settings of each preset, for the form that starts a run. */
  listPresets: {
    args: z.object({}),
    result: z.array(z.object({ preset: presetNameSchema, settings: trainingSettingsSchema })),
  },

  correctionsState: { args: z.object({}), result: correctionsSchema },
  /** Freezes the corrections, trains, evaluates, promotes a better model, and reads uncertain words again. */
  learnCorrections: {
    args: z.object({
      /** Empty for all photos. */
      photos: z.array(photoIdSchema),
      engine: trainingEngineNameSchema.nullable(),
    }),
    result: runSchema,
  },
  /** Imports IAM as it is distributed, freezes it, trains, and evaluates on the official test split. */
  learnIam: {
    args: z.object({
      path: z.string(),
      recipe: z.enum(['strict', 'seed']),
      preset: presetNameSchema,
      changes: settingChangesSchema,
      engine: trainingEngineNameSchema.nullable(),
    }),
    result: runSchema,
  },
};

export const runEvents = {
  /** The changes of a run since the previous event. */
  runChanged: z.object({
    run: runSchema,
    points: z.array(runPointSchema),
    evaluations: z.array(runEvaluationSchema),
    /** The samples of a new evaluation; otherwise empty. */
    samples: z.array(runSampleSchema),
  }),
  runRemoved: oneRun,
};
