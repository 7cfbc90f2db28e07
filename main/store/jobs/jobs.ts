import { z } from 'zod';
import {
  jobIdSchema,
  jobSchema,
  type JobId,
  type JobKind,
  type JobState,
} from '../../../shared/contract/job.ts';
import { photoIdSchema, type PhotoId } from '../../../shared/contract/photo.ts';
import type { Failure } from '../../../shared/result.ts';
import {
  failureColumn,
  failureForm,
  flag,
  jsonOf,
  transaction,
  sql,
  sqlList,
  type Sql,
  type ReadableDatabase,
  type WritableDatabase,
} from '../database.ts';

/** A job as stored. Its remaining time is known only to the process that runs it. */
const storedJobSchema = jobSchema.omit({ etaSeconds: true }).extend({
  follows: jobIdSchema.nullable(),
});
export type StoredJob = z.infer<typeof storedJobSchema>;

const jobRow = storedJobSchema.extend({ hasDownload: flag, error: failureForm });

// The requests of imports can be long, so only those of exports and datasets are parsed.
const columns = sql`id, kind, state, title, follows, total, done, failed, duplicates,
  coalesce(CASE kind WHEN 'export' THEN json_type(request, '$.path') = 'null'
    WHEN 'dataset' THEN request ->> '$.work' = 'export' AND json_type(request, '$.ask.path') = 'null' END, 0)
    AS hasDownload,
  coalesce(CASE kind WHEN 'import' THEN outcome ->> '$.passedOver' END, 0) AS passedOver,
  coalesce(CASE kind WHEN 'import' THEN outcome ->> '$.leftOut' END, 0) AS leftOut,
  coalesce(CASE kind WHEN 'export' THEN outcome ->> '$.unshown' END, 0) AS unshown,
  coalesce(CASE kind WHEN 'export' THEN outcome ->> '$.scaledDown' END, 0) AS scaledDown,
  ${failureColumn}, created_at AS createdAt, finished_at AS finishedAt`;

const isFinished = sql`state IN ('done', 'failed', 'cancelled')`;

export interface NewJob {
  readonly kind: JobKind;
  readonly title: string;
  /** JSON that another process needs to continue the job. */
  readonly request: unknown;
  readonly follows: JobId | null;
  readonly createdAt: string;
}

export function insertJob(db: WritableDatabase, job: NewJob): JobId {
  return jobIdSchema.parse(
    db.insert(sql`INSERT INTO job (kind, state, title, request, follows, created_at)
        VALUES (${job.kind}, 'queued', ${job.title}, ${JSON.stringify(job.request)}, ${job.follows}, ${job.createdAt})`),
  );
}

export function findJob(db: ReadableDatabase, id: JobId): StoredJob | undefined {
  return db.first(jobRow, sql`SELECT ${columns} FROM job WHERE id = ${id}`);
}

/** The request of an existing job, in the form of its kind. Load it only when needed, because it can be long. */
export function requireJobRequest<Request>(
  db: ReadableDatabase,
  id: JobId,
  form: z.ZodType<Request>,
): Request {
  const row = z.object({ request: jsonOf(form) });
  const found = db.first(row, sql`SELECT id, request FROM job WHERE id = ${id}`);
  if (found === undefined) throw new RangeError(`There is no job ${id}.`);
  return found.request;
}

/** The result of a finished job, in the form of its kind; undefined for a job without one. */
export function findJobOutcome<Outcome>(
  db: ReadableDatabase,
  id: JobId,
  form: z.ZodType<Outcome>,
): Outcome | undefined {
  const row = z.object({ outcome: jsonOf(form).nullable() });
  return db.first(row, sql`SELECT id, outcome FROM job WHERE id = ${id}`)?.outcome ?? undefined;
}

/** More names than a person reads. */
const mostPassedOver = 1000;
const importOutcomeSchema = z.object({ passedOver: z.number(), paths: z.array(z.string()) });

/** Keeps what an import has found in its folders and will not import. */
export function replacePassedOver(db: WritableDatabase, job: JobId, paths: readonly string[]): void {
  replaceJobOutcome(db, job, { passedOver: paths.length, paths: paths.slice(0, mostPassedOver) });
}

export function listPassedOver(db: ReadableDatabase, job: JobId): string[] {
  const isImport = findJob(db, job)?.kind === 'import';
  return isImport ? (findJobOutcome(db, job, importOutcomeSchema)?.paths ?? []) : [];
}

export function replaceJobOutcome(db: WritableDatabase, id: JobId, outcome: unknown): void {
  db.run(sql`UPDATE job SET outcome = ${JSON.stringify(outcome)} WHERE id = ${id}`);
}

/** The requests that contain a text, as JSON: of unfinished jobs, and of failed trainings, which can be resumed. */
export function listUnfinishedRequests(db: ReadableDatabase, text: string): string[] {
  return db.column(
    z.string(),
    sql`SELECT request FROM job
      WHERE (NOT ${isFinished} OR (kind = 'training' AND state = 'failed')) AND instr(request, ${text}) > 0`,
  );
}

/** The reading job that an import has queued. */
export function findFollowingJob(db: ReadableDatabase, id: JobId): StoredJob | undefined {
  return db.first(jobRow, sql`SELECT ${columns} FROM job WHERE follows = ${id}`);
}

/** The next job. Imports come first, so that added photos appear soon; then the oldest. */
export function findNextJob(
  db: ReadableDatabase,
  kinds: readonly JobKind[],
  except: readonly JobId[],
): StoredJob | undefined {
  return db.first(
    jobRow,
    sql`SELECT ${columns} FROM job WHERE state IN ('queued', 'running') AND kind IN ${sqlList(kinds)}
      AND id NOT IN ${sqlList(except)}
      ORDER BY kind = 'read', id LIMIT 1`,
  );
}

/** Unfinished jobs first, then the latest. */
export function listJobs(db: ReadableDatabase, limit: number): StoredJob[] {
  return db.all(
    jobRow,
    sql`SELECT ${columns} FROM job ORDER BY ${isFinished}, created_at DESC, id DESC LIMIT ${limit}`,
  );
}

export function removeJob(db: WritableDatabase, id: JobId): void {
  db.run(sql`DELETE FROM job WHERE id = ${id}`);
}

/** Deletes finished jobs with their items and outcomes, except the latest ones and trainings, which a person removes. */
export function removeOldJobs(db: WritableDatabase, kept: number): void {
  const isRemovable = sql`${isFinished} AND kind <> 'training'`;
  db.run(sql`DELETE FROM job WHERE ${isRemovable}
      AND id <= (SELECT id FROM job WHERE ${isRemovable} ORDER BY id DESC LIMIT 1 OFFSET ${kept})`);
}

export interface JobChange {
  readonly state: JobState;
  readonly error: Failure | null;
  readonly finishedAt: string | null;
}

export function replaceJobState(db: WritableDatabase, id: JobId, change: JobChange): void {
  db.run(sql`UPDATE job SET state = ${change.state}, error_code = ${change.error?.code ?? null},
      error_message = ${change.error?.message ?? null}, finished_at = ${change.finishedAt} WHERE id = ${id}`);
}

/** `total` is null while it is unknown. Omit it to keep the present one. */
export function replaceJobProgress(
  db: WritableDatabase,
  id: JobId,
  done: number,
  total?: number | null,
): void {
  const replaced = total === undefined ? sql`` : sql`, total = ${total}`;
  db.run(sql`UPDATE job SET done = ${done}${replaced} WHERE id = ${id}`);
}

export function addJobProgress(db: WritableDatabase, id: JobId, state: Exclude<ItemState, 'waiting'>): void {
  const one = (counted: string): Sql => sql`${state === counted ? 1 : 0}`;
  db.run(sql`UPDATE job SET done = done + 1, failed = failed + ${one('failed')},
      duplicates = duplicates + ${one('duplicate')} WHERE id = ${id}`);
}

/** Counts parts of a job without items that failed. */
export function addJobFailures(db: WritableDatabase, id: JobId, failed: number): void {
  db.run(sql`UPDATE job SET failed = failed + ${failed} WHERE id = ${id}`);
}

/** Queues the jobs again that were running when a process ended. */
export function requeueRunningJobs(db: WritableDatabase): void {
  db.run(sql`UPDATE job SET state = 'queued' WHERE state = 'running'`);
}

/** One file or photo of a job. */
const jobItemSchema = z.object({
  job: jobIdSchema,
  position: z.number().int().nonnegative(),
  /** Import: the file. */
  path: z.string().nullable(),
  /** Import: the page of the PDF, counted from 1; null for any other file. */
  page: z.number().int().positive().nullable(),
  /** Reading: the photo. Import: the imported photo. */
  photo: photoIdSchema.nullable(),
  /** How often work on it has begun and was not stopped by us. */
  attempts: z.number().int().nonnegative(),
});
export type JobItem = z.infer<typeof jobItemSchema>;

/** An item before it has a position in its job. */
export interface NewJobItem {
  readonly path?: string;
  readonly page?: number;
  readonly photo?: PhotoId;
}

export type ItemState = 'waiting' | 'done' | 'duplicate' | 'failed';

/** Replaces all items of a job, in order, and its total. */
export function replaceJobItems(db: WritableDatabase, job: JobId, items: readonly NewJobItem[]): void {
  transaction(db, () => {
    removeJobItems(db, job);
    insertJobItems(db, job, 0, items);
    db.run(sql`UPDATE job SET total = ${items.length} WHERE id = ${job}`);
  });
}

/** Replaces an item by others, which are the last of the job, and adds them to its total. */
export function replaceJobItem(
  db: WritableDatabase,
  { job, position }: JobItem,
  items: readonly NewJobItem[],
): void {
  const last = db.count(sql`SELECT max(position) FROM job_item WHERE job = ${job}`);
  db.run(sql`DELETE FROM job_item WHERE job = ${job} AND position = ${position}`);
  insertJobItems(db, job, last + 1, items);
  db.run(sql`UPDATE job SET total = total + ${items.length - 1} WHERE id = ${job}`);
}

function insertJobItems(db: WritableDatabase, job: JobId, start: number, items: readonly NewJobItem[]): void {
  for (const [index, { path, page, photo }] of items.entries()) {
    db.run(sql`INSERT INTO job_item (job, position, path, page, photo, state)
        VALUES (${job}, ${start + index}, ${path ?? null}, ${page ?? null}, ${photo ?? null}, 'waiting')`);
  }
}

export function addJobItemAttempts(db: WritableDatabase, { job, position }: JobItem, attempts: 1 | -1): void {
  db.run(sql`UPDATE job_item SET attempts = max(0, attempts + ${attempts})
      WHERE job = ${job} AND position = ${position}`);
}

/**
 * The next items of a job that wait, in order.
 *
 * @param except positions to leave out
 */
export function listNextJobItems(
  db: ReadableDatabase,
  job: JobId,
  limit: number,
  except: readonly number[] = [],
): JobItem[] {
  return db.all(
    jobItemSchema,
    sql`SELECT job, position, path, page, photo, attempts FROM job_item
      WHERE job = ${job} AND state = 'waiting' AND position NOT IN ${sqlList(except)} ORDER BY position LIMIT ${limit}`,
  );
}

/** Whether more than so many items of unfinished jobs of a kind wait. */
export function hasWaitingItems(db: ReadableDatabase, kind: JobKind, count: number): boolean {
  return db.has(sql`SELECT 1 FROM job_item JOIN job ON job.id = job_item.job
      WHERE job.kind = ${kind} AND job.state IN ('queued', 'running') AND job_item.state = 'waiting'
      LIMIT 1 OFFSET ${count}`);
}

export function finishJobItem(
  db: WritableDatabase,
  { job, position }: JobItem,
  state: ItemState,
  photo: PhotoId | null,
): void {
  db.run(
    sql`UPDATE job_item SET state = ${state}, photo = ${photo} WHERE job = ${job} AND position = ${position}`,
  );
}

/** The paths of an import's items: of each file, and of folders without any. */
export function listItemPaths(db: ReadableDatabase, job: JobId): string[] {
  return db.column(z.string(), sql`SELECT path FROM job_item WHERE job = ${job} AND path IS NOT NULL`);
}

/** Photos that a job has imported and that are still unread. */
export function listUnreadPhotos(db: ReadableDatabase, job: JobId): PhotoId[] {
  return db.column(
    photoIdSchema,
    sql`SELECT DISTINCT photo.id AS photo FROM job_item JOIN photo ON photo.id = job_item.photo
      WHERE job_item.job = ${job} AND photo.status = 'waiting'`,
  );
}

/** Leaves photos that a job has imported unread if they have no writing, and keeps their number as the job's. */
export function leaveOutPhotos(db: WritableDatabase, job: JobId, photos: readonly PhotoId[]): PhotoId[] {
  const left = db
    .returned(
      z.object({ id: photoIdSchema }),
      sql`UPDATE photo SET left_out = 1 WHERE id IN ${sqlList(photos)} AND kind = 'none' RETURNING id`,
    )
    .map(({ id }) => id);
  db.run(
    sql`UPDATE job SET outcome = json_set(coalesce(outcome, '{}'), '$.leftOut', ${left.length}) WHERE id = ${job}`,
  );
  return left;
}

export function removeJobItems(db: WritableDatabase, job: JobId): void {
  db.run(sql`DELETE FROM job_item WHERE job = ${job}`);
}
