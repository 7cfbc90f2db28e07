import { z } from 'zod';
import { jobIdSchema, jobSchema, type Job, type JobId, type JobState } from '../../shared/contract/job.ts';
import type { Failure } from '../../shared/result.ts';
import { all, first, insert, jsonText, run, type Database } from './database.ts';
import { failureOrNull } from './failureColumns.ts';
import { sql, sqlList, type Sql } from './sql.ts';

/** A job as stored. Its remaining time is known only to the process that runs it. */
export const storedJobSchema = jobSchema.omit({ etaSeconds: true }).extend({
  follows: jobIdSchema.nullable(),
});
export type StoredJob = z.infer<typeof storedJobSchema>;

const jobRow = z
  .object({
    id: z.number(),
    kind: z.string(),
    state: z.string(),
    title: z.string(),
    follows: z.number().nullable(),
    total: z.number().nullable(),
    done: z.number(),
    failed: z.number(),
    duplicates: z.number(),
    error_code: z.string().nullable(),
    error_message: z.string().nullable(),
    created_at: z.string(),
    finished_at: z.string().nullable(),
  })
  .transform((row) =>
    storedJobSchema.parse({
      ...row,
      error: failureOrNull(row),
      createdAt: row.created_at,
      finishedAt: row.finished_at,
    }),
  );

const columns = sql`id, kind, state, title, follows, total, done, failed, duplicates,
  error_code, error_message, created_at, finished_at`;

export interface NewJob {
  readonly kind: Job['kind'];
  readonly title: string;
  /** JSON that another process needs to continue the job. */
  readonly request: unknown;
  readonly follows: JobId | null;
  readonly createdAt: string;
}

export function insertJob(db: Database, job: NewJob): JobId {
  return jobIdSchema.parse(
    insert(
      db,
      sql`INSERT INTO job (kind, state, title, request, follows, created_at)
        VALUES (${job.kind}, 'queued', ${job.title}, ${JSON.stringify(job.request)}, ${job.follows}, ${job.createdAt})`,
    ),
  );
}

export function findJob(db: Database, id: JobId): StoredJob | undefined {
  return first(db, jobRow, sql`SELECT ${columns} FROM job WHERE id = ${id}`);
}

/** The request of a job, in the form of its kind. Load it only when needed, because it can be long. */
export function findJobRequest(db: Database, id: JobId): unknown {
  const row = z.object({ request: jsonText });
  return first(db, row, sql`SELECT request FROM job WHERE id = ${id}`)?.request;
}

/** The requests of unfinished jobs that contain a text, as JSON. */
export function listUnfinishedRequests(db: Database, text: string): string[] {
  return all(
    db,
    z.object({ request: z.string() }),
    sql`SELECT request FROM job WHERE state IN ('queued', 'running', 'paused') AND instr(request, ${text}) > 0`,
  ).map(({ request }) => request);
}

/** The reading job that an import has queued. */
export function findFollowingJob(db: Database, id: JobId): StoredJob | undefined {
  return first(db, jobRow, sql`SELECT ${columns} FROM job WHERE follows = ${id}`);
}

/** The next job. Imports come first, so that added photos appear soon; then the oldest. */
export function findNextJob(
  db: Database,
  kinds: readonly string[],
  except: readonly JobId[],
): StoredJob | undefined {
  return first(
    db,
    jobRow,
    sql`SELECT ${columns} FROM job WHERE state IN ('queued', 'running') AND kind IN ${sqlList(kinds)}
      AND id NOT IN ${sqlList(except)}
      ORDER BY kind = 'read', id LIMIT 1`,
  );
}

const isFinished = sql`state IN ('done', 'failed', 'cancelled')`;

/** Unfinished jobs first, then the latest. */
export function listJobs(db: Database, limit: number): StoredJob[] {
  return all(db, jobRow, sql`SELECT ${columns} FROM job ORDER BY ${isFinished}, id DESC LIMIT ${limit}`);
}

/** Deletes finished jobs with their items and outcomes, except the latest ones. */
export function removeOldJobs(db: Database, kept: number): void {
  run(
    db,
    sql`DELETE FROM job WHERE ${isFinished}
      AND id <= (SELECT id FROM job WHERE ${isFinished} ORDER BY id DESC LIMIT 1 OFFSET ${kept})`,
  );
}

export interface JobChange {
  readonly state: JobState;
  readonly error: Failure | null;
  readonly finishedAt: string | null;
}

export function replaceJobState(db: Database, id: JobId, change: JobChange): void {
  run(
    db,
    sql`UPDATE job SET state = ${change.state}, error_code = ${change.error?.code ?? null},
      error_message = ${change.error?.message ?? null}, finished_at = ${change.finishedAt} WHERE id = ${id}`,
  );
}

export function replaceJobTotal(db: Database, id: JobId, total: number): void {
  run(db, sql`UPDATE job SET total = ${total} WHERE id = ${id}`);
}

/** `total` is null while it is unknown. */
export function replaceJobProgress(db: Database, id: JobId, done: number, total: number | null): void {
  run(db, sql`UPDATE job SET done = ${done}, total = ${total} WHERE id = ${id}`);
}

export function addJobProgress(db: Database, id: JobId, state: 'done' | 'duplicate' | 'failed'): void {
  const one = (counted: string): Sql => sql`${state === counted ? 1 : 0}`;
  run(
    db,
    sql`UPDATE job SET done = done + 1, failed = failed + ${one('failed')},
      duplicates = duplicates + ${one('duplicate')} WHERE id = ${id}`,
  );
}

/** Queues the jobs again that were running when a process ended. */
export function requeueRunningJobs(db: Database, kinds: readonly string[]): void {
  run(db, sql`UPDATE job SET state = 'queued' WHERE state = 'running' AND kind IN ${sqlList(kinds)}`);
}
