import { z } from 'zod';
import type { CallTable } from './call.ts';
import { failureSchema } from '../result.ts';

export const jobIdSchema = z.number().int().positive().brand<'JobId'>();
export type JobId = z.infer<typeof jobIdSchema>;

export const jobStateSchema = z.enum(['queued', 'running', 'paused', 'cancelled', 'done', 'failed']);
export type JobState = z.infer<typeof jobStateSchema>;

/** dataset: any long work on datasets; `datasetOutcome` returns its result. engine: the installation of a backend. export: of the
 * library, or of photos with their text. */
const jobKindSchema = z.enum(['import', 'read', 'dataset', 'training', 'evaluation', 'engine', 'export']);
export type JobKind = z.infer<typeof jobKindSchema>;

export const jobSchema = z.object({
  id: jobIdSchema,
  kind: jobKindSchema,
  state: jobStateSchema,
  /** For people: "Import 3 folders". */
  title: z.string(),
  /** Finished files, photos, samples, words, training steps, or bytes. */
  done: z.number().int().nonnegative(),
  /** Null while it is unknown, for example while an import searches folders. */
  total: z.number().int().nonnegative().nullable(),
  /** Number of finished items that failed. */
  failed: z.number().int().nonnegative(),
  /** Import only: number of files that were already in the library. */
  duplicates: z.number().int().nonnegative(),
  /** Import only: number of files in its folders that are no photos, and of folders of systems (`listPassedOver`). */
  passedOver: z.number().int().nonnegative(),
  /** Import only: number of photos that were not to be read because they have no writing. */
  leftOut: z.number().int().nonnegative(),
  /** Export only: number of words that a typed PDF marks because it has no font for them. */
  unshown: z.number().int().nonnegative(),
  /** Export only: number of photos whose picture in it has fewer pixels than they have. */
  scaledDown: z.number().int().nonnegative(),
  etaSeconds: z.number().nonnegative().nullable(),
  /** Whether it makes a file that can be downloaded once it is done. */
  hasDownload: z.boolean(),
  error: failureSchema.nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
});
export type Job = z.infer<typeof jobSchema>;

export const jobCalls = {
  /** Unfinished jobs first, then the latest. */
  listJobs: { role: 'read', args: z.object({}), result: z.array(jobSchema) },
  /** The paths of what an import has passed over, the first thousand; empty for any other job. */
  listPassedOver: { role: 'read', args: z.object({ job: jobIdSchema }), result: z.array(z.string()) },
  /** A training stops after the current step, with a checkpoint. */
  pauseJob: { role: 'admin', args: z.object({ job: jobIdSchema }), result: jobSchema },
  /** Also resumes failed jobs, whose cause may be fixed. */
  resumeJob: { role: 'admin', args: z.object({ job: jobIdSchema }), result: jobSchema },
  cancelJob: { role: 'admin', args: z.object({ job: jobIdSchema }), result: jobSchema },
} satisfies CallTable;
