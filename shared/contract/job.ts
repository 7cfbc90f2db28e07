import { z } from 'zod';
import { failureSchema } from '../result.ts';

export const jobIdSchema = z.number().int().positive().brand<'JobId'>();
export type JobId = z.infer<typeof jobIdSchema>;

export const jobStateSchema = z.enum(['queued', 'running', 'paused', 'cancelled', 'done', 'failed']);
export type JobState = z.infer<typeof jobStateSchema>;

export const jobSchema = z.object({
  id: jobIdSchema,
  /** dataset: anything about datasets; what came of it is asked for by `datasetOutcome`. */
  kind: z.enum(['import', 'read', 'dataset']),
  state: jobStateSchema,
  /** What it is about, for people: "Import 3 folders". */
  title: z.string(),
  done: z.number().int().nonnegative(),
  /** Unknown (null) while an import still looks through folders. */
  total: z.number().int().nonnegative().nullable(),
  /** Of those done: how many were set aside with a reason. */
  failed: z.number().int().nonnegative(),
  /** Import only: already in the library. */
  duplicates: z.number().int().nonnegative(),
  etaSeconds: z.number().nonnegative().nullable(),
  error: failureSchema.nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
});
export type Job = z.infer<typeof jobSchema>;

export const jobCalls = {
  /** Unfinished jobs first, then the latest. */
  listJobs: { args: z.object({}), result: z.array(jobSchema) },
  pauseJob: { args: z.object({ job: jobIdSchema }), result: jobSchema },
  resumeJob: { args: z.object({ job: jobIdSchema }), result: jobSchema },
  cancelJob: { args: z.object({ job: jobIdSchema }), result: jobSchema },
};
