import { z } from 'zod';
import { splitSchema } from '../../../shared/contract/dataset.ts';
import { lineScoresSchema, metricsSchema, randomSampleSchema } from '../../../shared/contract/evaluation.ts';
import {
  characterNumbersSchema,
  modelExportFormatSchema,
  trainingEngineNameSchema,
  trainingEngineSchema,
} from '../../../shared/contract/model.ts';
import { networkNameSchema, networkOptionsSchema } from '../../../shared/networks.ts';
import { sha256Schema } from '../../../shared/contract/photo.ts';
import {
  runEvaluationSchema,
  rateChangeSchema,
  runPointSchema,
  runSampleSchema,
  scoreSchema,
  trainingSettingsSchema,
} from '../../../shared/contract/run.ts';
import { callTable, withoutProgress } from '../../rpc/calls.ts';
import { threads } from './models.ts';
import { path } from './pictures.ts';

const count = z.number().int().nonnegative();
const scoresSchema = z.object({ heldBack: scoreSchema, base: scoreSchema.nullable() });

/** What a training tells of itself while it goes on. */
const trainingProgressSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('engine'),
    engine: trainingEngineNameSchema,
    version: z.string(),
    device: z.string(),
  }),
  z.object({ type: z.literal('preparing'), done: count, total: count }),
  z.object({
    type: z.literal('started'),
    words: count,
    step: count,
    totalSteps: z.number().int().positive(),
  }),
  z.object({ type: z.literal('point'), point: runPointSchema }),
  z.object({
    type: z.literal('evaluated'),
    evaluation: runEvaluationSchema,
    samples: z.array(runSampleSchema).readonly(),
  }),
  z.object({ type: z.literal('noticed'), notice: z.string() }),
]);
export type TrainingProgress = z.infer<typeof trainingProgressSchema>;

/** How far a long call is. */
export const progressSchema = z.object({
  /** For people: "Downloading tensorflow-cpu". */
  step: z.string(),
  done: z.number().nonnegative(),
  total: z.number().nonnegative().nullable(),
});

/** A training has no deadline, but it reports progress: scoring a large base set on a slow processor takes minutes. */
const silentMs = 30 * 60_000;
/** A step of the slowest backend, and a checkpoint. */
const stopMs = 120_000;
/** Converting a network with large weights, and writing it. */
const exportMs = 120_000;
/** Each of three backends has at most 13 minutes (`main/ml/backends/listEngines.ts`). */
const probesMs = 40 * 60_000;

/** Trains, and knows which TensorFlow.js backends run here. */
export const trainerCalls = callTable({
  listEngines: withoutProgress({
    deadlineMs: probesMs,
    args: z.object({ measure: z.boolean() }),
    result: z.array(trainingEngineSchema),
  }),
  installEngine: {
    deadlineMs: silentMs,
    args: z.object({ name: trainingEngineNameSchema, gpu: z.boolean() }),
    progress: progressSchema,
    result: z.object({ version: z.string(), directory: z.string() }),
  },
  /** Whether a new network takes these options: `bad-arguments` says which it does not. */
  checkNetwork: withoutProgress({
    deadlineMs: stopMs,
    args: z.object({ network: networkNameSchema, options: networkOptionsSchema }),
    result: z.null(),
  }),
  /**
   * Trains a recogniser further (see `fineTune`), one at a time; the same arguments go on from the last
   * checkpoint in the folder. Null: `stopTraining` stopped it.
   */
  train: {
    deadlineMs: silentMs,
    args: z.object({
      base: path,
      name: z.string(),
      manifest: path,
      objects: path,
      folder: path,
      rehearsal: path.nullable(),
      settings: trainingSettingsSchema,
      mayForget: z.boolean(),
      /** The fastest that is there where null. */
      engine: trainingEngineNameSchema.nullable(),
    }),
    progress: trainingProgressSchema,
    result: z
      .object({
        model: path,
        before: scoresSchema.nullable(),
        after: scoresSchema,
        change: rateChangeSchema.optional(),
      })
      .nullable(),
  },
  /** Lets the training stop after the step at hand, and waits until it has. */
  stopTraining: withoutProgress({ deadlineMs: stopMs, args: z.object({}), result: z.null() }),
  /** See `evaluateModel`. */
  evaluate: {
    deadlineMs: silentMs,
    args: z.object({
      model: path,
      manifest: path,
      objects: path,
      split: splitSchema.nullable(),
      sample: randomSampleSchema.optional(),
      folder: path,
      threads,
    }),
    progress: z.object({ step: z.string(), done: count, total: count }),
    result: z.object({
      sha256: sha256Schema,
      words: count,
      skipped: z.record(z.string(), count),
      greedy: metricsSchema,
      decoder: metricsSchema,
    }),
  },
  /** See `evaluateLines`. */
  evaluateLines: {
    deadlineMs: silentMs,
    args: z.object({ model: path, manifest: path, objects: path, split: splitSchema.nullable(), threads }),
    progress: z.object({ step: z.string(), done: count, total: count }),
    result: lineScoresSchema,
  },
  /** See `drawAugmented`. */
  drawAugmented: withoutProgress({
    deadlineMs: silentMs,
    args: randomSampleSchema.extend({ manifest: path, objects: path, folder: path }),
    result: count,
  }),
  /** Writes a recogniser for other programs; see `main/ml/export`. */
  exportModel: withoutProgress({
    deadlineMs: exportMs,
    args: z.object({
      model: path,
      name: z.string(),
      format: modelExportFormatSchema.exclude(['onnx']),
      folder: path,
      numbers: characterNumbersSchema.optional(),
    }),
    result: z.null(),
  }),
});
