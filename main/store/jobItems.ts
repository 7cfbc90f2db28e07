import { z } from 'zod';
import { jobIdSchema, type JobId } from '../../shared/contract/job.ts';
import { photoIdSchema, type PhotoId } from '../../shared/contract/photo.ts';
import { all, first, run, transaction, type Database } from './database.ts';
import { sql } from './sql.ts';

/** One file or photo of a job. */
export const jobItemSchema = z.object({
  job: jobIdSchema,
  position: z.number().int().nonnegative(),
  /** Import: the file. */
  path: z.string().nullable(),
  /** Import: the page of the PDF, counted from 1; null for any other file. */
  page: z.number().int().positive().nullable(),
  /** Reading: the photo. Import: the imported photo. */
  photo: photoIdSchema.nullable(),
});
export type JobItem = z.infer<typeof jobItemSchema>;

/** An item before it has a position in its job. */
export interface NewJobItem {
  readonly path?: string;
  readonly page?: number;
  readonly photo?: PhotoId;
}

export type FinishedItemState = 'done' | 'duplicate' | 'failed';

const photoRow = z.object({ photo: photoIdSchema });

/** Replaces all items of a job, in order. */
export function replaceJobItems(db: Database, job: JobId, items: readonly NewJobItem[]): void {
  transaction(db, () => {
    removeJobItems(db, job);
    for (const [position, { path, page, photo }] of items.entries()) {
      run(
        db,
        sql`INSERT INTO job_item (job, position, path, page, photo, state)
          VALUES (${job}, ${position}, ${path ?? null}, ${page ?? null}, ${photo ?? null}, 'waiting')`,
      );
    }
  });
}

/** @param after returns only items after this position; all items if omitted */
export function findNextJobItem(db: Database, job: JobId, after = -1): JobItem | undefined {
  return first(
    db,
    jobItemSchema,
    sql`SELECT job, position, path, page, photo FROM job_item
      WHERE job = ${job} AND state = 'waiting' AND position > ${after} ORDER BY position LIMIT 1`,
  );
}

export function finishJobItem(
  db: Database,
  item: JobItem,
  state: FinishedItemState,
  photo: PhotoId | null,
): void {
  run(
    db,
    sql`UPDATE job_item SET state = ${state}, photo = ${photo}
      WHERE job = ${item.job} AND position = ${item.position}`,
  );
}

/** Photos that a job has imported and that are still unread. */
export function listUnreadPhotos(db: Database, job: JobId): PhotoId[] {
  return all(
    db,
    photoRow,
    sql`SELECT DISTINCT photo.id AS photo FROM job_item JOIN photo ON photo.id = job_item.photo
      WHERE job_item.job = ${job} AND photo.status = 'waiting'`,
  ).map(({ photo }) => photo);
}

export function removeJobItems(db: Database, job: JobId): void {
  run(db, sql`DELETE FROM job_item WHERE job = ${job}`);
}
