import { z } from 'zod';
import {
  foreignModelSchema,
  gpuSchema,
  modelMetadataSchema,
  readingEngineNameSchema,
  readingMeasurementSchema,
} from '../../../shared/contract/model.ts';
import { sha256Schema } from '../../../shared/contract/photo.ts';
import { readingThreads } from '../../installation.ts';
import { callTable, withoutProgress } from '../../rpc/calls.ts';
import { fileMs, path } from './pictures.ts';

export const threads = z.number().int().positive().default(readingThreads);
/** Where the networks run. */
export const engine = readingEngineNameSchema.default('cpu');

const modelFileSchema = z.object({
  sha256: sha256Schema,
  bytes: z.number().int().positive(),
  metadata: modelMetadataSchema,
});

/** Opening a model and reading a blank picture. */
const trialMs = 20_000;
/** Opening a model of hundreds of megabytes twice, and running it on a few small pictures. */
const foreignMs = 60_000;
/** Opening the models four times, compiling shaders for a minute, and reading a photo for two seconds with each engine. */
const measureMs = 180_000;

/** The files of models, and where they run. */
export const modelCalls = callTable({
  inspectModel: withoutProgress({ deadlineMs: fileMs, args: z.object({ path }), result: modelFileSchema }),
  /** Whether it can read at all; see `tryModel`. */
  tryModel: withoutProgress({ deadlineMs: trialMs, args: z.object({ path }), result: z.null() }),
  /** See `importForeign`. */
  importForeign: withoutProgress({
    deadlineMs: foreignMs,
    args: z.object({ path, foreign: foreignModelSchema, target: path }),
    result: z.null(),
  }),
  /** The GPU that WebGPU finds; null if there is none. */
  findGpu: withoutProgress({ deadlineMs: fileMs, args: z.object({}), result: gpuSchema.nullable() }),
  /** See `measureReading`. */
  measureReading: withoutProgress({
    deadlineMs: measureMs,
    args: z.object({ photo: path, detector: path, recogniser: path, threads, withGpu: z.boolean() }),
    result: readingMeasurementSchema,
  }),
});
