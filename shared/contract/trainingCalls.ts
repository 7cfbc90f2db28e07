import { z } from 'zod';
import { splitSchema, versionIdSchema } from './dataset.ts';
import { evaluationIdSchema, evaluationReportSchema, evaluationSchema } from './evaluation.ts';
import {
  modelIdSchema,
  modelKindSchema,
  modelSchema,
  trainingEngineNameSchema,
  trainingEngineSchema,
} from './model.ts';
import { photoIdSchema, sha256Schema } from './photo.ts';
import {
  presetNameSchema,
  runEvaluationSchema,
  runIdSchema,
  runPointSchema,
  runSampleSchema,
  runSchema,
  runWithCurvesSchema,
  settingChangesSchema,
  trainingRequestSchema,
  trainingSettingsSchema,
} from './run.ts';

/** The part of the contract that is about training, models and evaluation. */

const count = z.number().int().nonnegative();
const oneRun = z.object({ run: runIdSchema });
const oneModel = z.object({ model: modelIdSchema });

/** What is known of where a model came from. */
export const modelCardSchema = z.object({
  model: modelSchema,
  /** Null for one that came with the app or from a file. */
  run: runIdSchema.nullable(),
  /** The model that training began with. */
  base: z.object({ id: modelIdSchema, sha256: sha256Schema }).nullable(),
  /** The version that it was trained on. */
  dataset: versionIdSchema.nullable(),
  /** Input rows, widths and columns per time step, of a recogniser. */
  input: z.object({ height: count, widths: z.array(count), stride: count }).nullable(),
  addedAt: z.string().nullable(),
  evaluations: z.array(evaluationSchema),
  /** The card that came with it, as Markdown. */
  text: z.string().nullable(),
});
export type ModelCard = z.infer<typeof modelCardSchema>;

/** A model taking its place, newest first; the newest of a kind is in use. */
export const promotionSchema = z.object({
  kind: modelKindSchema,
  model: modelIdSchema,
  previous: modelIdSchema,
  at: z.string(),
});
export type Promotion = z.infer<typeof promotionSchema>;

export const engineChoiceSchema = z.object({
  /** Null: the fastest that is there. */
  chosen: trainingEngineNameSchema.nullable(),
  /** With the words/s that were last measured on this machine. */
  engines: z.array(trainingEngineSchema),
  measuredAt: z.string().nullable(),
});
export type EngineChoice = z.infer<typeof engineChoiceSchema>;

/** Whether "Learn from my N corrections" can be pressed. */
export const correctionsSchema = z.object({
  /** Words whose text a person typed or confirmed. */
  words: count,
  /** Of those: since the last run that learned from corrections. */
  newWords: count,
  /** Fewer teach nothing. */
  neededWords: count,
  photos: z.array(z.object({ photo: photoIdSchema, words: count })),
  /** The unfinished run that learns from corrections, or else the last one. */
  run: runSchema.nullable(),
});
export type Corrections = z.infer<typeof correctionsSchema>;

export const trainingCalls = {
  /** Unfinished first, then the latest. */
  listRuns: { args: z.object({}), result: z.array(runSchema) },
  getRun: { args: oneRun, result: runWithCurvesSchema },
  /** Queues a run. `data-invalid` at once for a version that cannot be trained on. */
  startRun: { args: trainingRequestSchema, result: runSchema },
  /** A running one stops after the step at hand, with a checkpoint. */
  pauseRun: { args: oneRun, result: runSchema },
  resumeRun: { args: oneRun, result: runSchema },
  cancelRun: { args: oneRun, result: runSchema },
  /** A finished one, with its checkpoint and curves; its model stays. */
  removeRun: { args: oneRun, result: z.null() },
  /** Queues every experiment of a file in seed B's form; see `experimentSettings` in main/training. */
  queueExperiments: {
    args: z.object({ path: z.string(), dataset: versionIdSchema.nullable() }),
    result: z.array(runSchema),
  },
  /** What each preset says, for the form that starts a run. */
  listPresets: {
    args: z.object({}),
    result: z.array(z.object({ preset: presetNameSchema, settings: trainingSettingsSchema })),
  },

  correctionsState: { args: z.object({}), result: correctionsSchema },
  /** Freezes the corrections, trains, checks, promotes if better, and reads doubtful words again. */
  learnCorrections: {
    args: z.object({
      /** Empty: of all photos. */
      photos: z.array(photoIdSchema),
      engine: trainingEngineNameSchema.nullable(),
    }),
    result: runSchema,
  },
  /** Imports IAM as it is shipped, freezes, trains and evaluates on the official test split. */
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

  /** Reads the words of a version with a model, scores them, keeps the report. */
  evaluateModel: {
    args: z.object({
      model: modelIdSchema,
      dataset: versionIdSchema,
      split: splitSchema.nullable(),
    }),
    result: evaluationSchema,
  },
  listEvaluations: { args: z.object({ run: runIdSchema.nullable() }), result: z.array(evaluationSchema) },
  getEvaluation: { args: z.object({ evaluation: evaluationIdSchema }), result: evaluationReportSchema },
  /** One file to save: all words as CSV, or the report as a page that needs nothing else. */
  evaluationDocument: {
    args: z.object({ evaluation: evaluationIdSchema, format: z.enum(['csv', 'html']) }),
    result: z.object({ name: z.string(), text: z.string() }),
  },

  getModel: { args: oneModel, result: modelCardSchema },
  promoteModel: { args: oneModel, result: modelSchema },
  /** Puts the model back that was in use before. `not-found` when there was none. */
  rollBackModel: { args: z.object({ kind: modelKindSchema }), result: modelSchema },
  listPromotions: { args: z.object({}), result: z.array(promotionSchema) },
  importModel: { args: z.object({ path: z.string() }), result: modelSchema },
  /** onnx: one file; tensorflowjs: a folder with model.json and its weights. Gives what was written. */
  exportModel: {
    args: z.object({ model: modelIdSchema, path: z.string(), format: z.enum(['onnx', 'tensorflowjs']) }),
    result: z.object({ path: z.string() }),
  },
  /** One of the library's own that is not in use. */
  removeModel: { args: oneModel, result: z.null() },

  engineChoice: { args: z.object({}), result: engineChoiceSchema },
  /** Trains a little on each engine; takes up to a minute, so that nobody asks for it by accident. */
  measureEngines: { args: z.strictObject({}), result: engineChoiceSchema },
  chooseEngine: {
    args: z.object({ engine: trainingEngineNameSchema.nullable() }),
    result: engineChoiceSchema,
  },
  installEngine: { args: z.object({ gpu: z.boolean() }), result: engineChoiceSchema },
} as const satisfies Record<string, { args: z.ZodType; result: z.ZodType }>;

export const trainingEvents = {
  /** How a run goes on: what is new since the event before. */
  runChanged: z.object({
    run: runSchema,
    points: z.array(runPointSchema),
    evaluations: z.array(runEvaluationSchema),
    /** Of a new evaluation; otherwise empty. */
    samples: z.array(runSampleSchema),
  }),
  runRemoved: oneRun,
  /** Models were added, removed, promoted or rolled back. */
  modelsChanged: z.object({}),
  /** While an engine is installed: a line for people. */
  engineProgress: z.object({ line: z.string() }),
} as const satisfies Record<string, z.ZodType>;
