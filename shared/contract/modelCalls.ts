import { z } from 'zod';
import type { CallTable, EventTable } from './call.ts';
import { versionIdSchema } from './dataset.ts';
import { evaluationSchema } from './evaluation.ts';
import {
  characterNumbersSchema,
  foreignModelSchema,
  modelExportSchema,
  modelIdSchema,
  modelKindSchema,
  modelSchema,
  readingEngineNameSchema,
  readingSpeedSchema,
  trainingEngineNameSchema,
  trainingEngineSchema,
} from './model.ts';
import { sha256Schema } from './photo.ts';
import { runIdSchema } from './run.ts';

const count = z.number().int().nonnegative();
const oneModel = z.object({ model: modelIdSchema });

/** A model and its origin. */
const modelCardSchema = z.object({
  model: modelSchema,
  /** Null for a model that came with the app or from a file. */
  run: runIdSchema.nullable(),
  /** The model that training started from. */
  base: z.object({ id: modelIdSchema, sha256: sha256Schema }).nullable(),
  dataset: versionIdSchema.nullable(),
  /** The versions whose training words it, or a model that it descends from, may have seen. */
  seen: z.array(versionIdSchema),
  /** Input rows, input widths, and input columns per time step; only for a recogniser. */
  input: z.object({ height: count, widths: z.array(count), stride: count }).nullable(),
  addedAt: z.string().nullable(),
  evaluations: z.array(evaluationSchema),
  /** The model card that came with it, as Markdown. */
  text: z.string().nullable(),
});
export type ModelCard = z.infer<typeof modelCardSchema>;

/** A change of the model in use. */
const promotionSchema = z.object({
  kind: modelKindSchema,
  model: modelIdSchema,
  previous: modelIdSchema,
  at: z.string(),
});
export type Promotion = z.infer<typeof promotionSchema>;

const engineChoiceSchema = z.object({
  /** Null for the fastest available one. */
  chosen: trainingEngineNameSchema.nullable(),
  /** With the words per second of the last measurement on this machine. */
  engines: z.array(trainingEngineSchema),
  measuredAt: z.string().nullable(),
  reading: z.object({
    /** What a person chose; null for the faster one. */
    chosen: readingEngineNameSchema.nullable(),
    /** The last measurement; null before the first. */
    speed: readingSpeedSchema.nullable(),
  }),
  threads: z.object({
    /** What a person chose; null for one for each processor. */
    chosen: z.int().positive().nullable(),
    /** Processors of this machine. */
    processors: z.int().positive(),
    /** In use since Inkdex was started. */
    inUse: z.int().positive(),
  }),
});
export type EngineChoice = z.infer<typeof engineChoiceSchema>;

export const modelCalls = {
  listModels: { role: 'read', args: z.object({}), result: z.array(modelSchema) },
  getModel: { role: 'read', args: oneModel, result: modelCardSchema },
  promoteModel: { role: 'admin', args: oneModel, result: modelSchema },
  /** Restores the model that was in use before. @throws `not-found` if there was none */
  rollBackModel: { role: 'admin', args: z.object({ kind: modelKindSchema }), result: modelSchema },
  /** Newest first. */
  listPromotions: { role: 'read', args: z.object({}), result: z.array(promotionSchema) },
  /** @param foreign only for a recogniser of another program */
  importModel: {
    role: 'admin',
    args: z.object({ path: z.string(), foreign: foreignModelSchema.optional() }),
    result: modelSchema,
  },
  /** Returns the path of the new file or folder. */
  exportModel: {
    role: 'admin',
    args: modelExportSchema.extend({ path: z.string(), numbers: characterNumbersSchema.optional() }),
    result: z.object({ path: z.string() }),
  },
  /** Deletes a model of the library that is not in use. */
  removeModel: { role: 'admin', args: oneModel, result: z.null() },

  listEngines: { role: 'read', args: z.object({}), result: z.array(trainingEngineSchema) },
  engineChoice: { role: 'read', args: z.object({}), result: engineChoiceSchema },
  /**
   * Trains a short time on each engine, and reads on the processor and the GPU, for up to two minutes. Strict arguments,
   * so that it is not called by accident.
   */
  measureEngines: { role: 'admin', args: z.strictObject({}), result: engineChoiceSchema },
  chooseEngine: {
    role: 'admin',
    args: z.object({ engine: trainingEngineNameSchema.nullable() }),
    result: engineChoiceSchema,
  },
  chooseReadingEngine: {
    role: 'admin',
    args: z.object({ engine: readingEngineNameSchema.nullable() }),
    result: engineChoiceSchema,
  },
  /** Whether a second reader is asked for words in doubt, and why it cannot be. */
  secondOpinion: {
    role: 'read',
    args: z.object({}),
    result: z.object({ asked: z.boolean(), problem: z.string().nullable() }),
  },
  /** From the next reading on. */
  chooseSecondOpinion: { role: 'admin', args: z.object({ asked: z.boolean() }), result: z.boolean() },
  /** The number of threads that read and train from the next start on; null for one for each processor. */
  chooseThreads: {
    role: 'admin',
    args: z.object({ threads: z.int().min(1).max(1024).nullable() }),
    result: engineChoiceSchema,
  },
  installEngine: { role: 'admin', args: z.object({ gpu: z.boolean() }), result: engineChoiceSchema },
} satisfies CallTable;

export const modelEvents = {
  /** Models were added, removed, promoted or rolled back. */
  modelsChanged: { role: 'read', payload: z.object({}) },
  /** The GPU failed while it read; the processor reads from then on. For people: what failed and what to do. */
  gpuFailed: { role: 'read', payload: z.object({ message: z.string() }) },
  /** A line of progress during the installation of an engine. */
  engineProgress: { role: 'admin', payload: z.object({ line: z.string() }) },
} satisfies EventTable;
