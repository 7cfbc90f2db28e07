import { z } from 'zod';
import { photoProgressSchema, type PhotoProgress } from '../../shared/contract/photo.ts';
import { all, numbers, type Database } from './database.ts';
import { sql, sqlList } from './sql.ts';

/** When photos with ids above `after` were taken (or else added), in seconds since 1970. */
export function findPhotoTimes(
  db: Database,
  after: number,
): { readonly photo: number; readonly seconds: number }[] {
  const query = sql`SELECT id, coalesce(unixepoch(coalesce(taken_at, added_at)), unixepoch(added_at), 0)
    FROM photo WHERE id > ${after}`;
  return numbers(db, query).map(([photo = 0, seconds = 0]) => ({ photo, seconds }));
}

export interface PhotoFacts {
  readonly photo: number;
  readonly path: string;
  /** When it was taken (or else added), ISO 8601. */
  readonly at: string;
  readonly progress: PhotoProgress;
}

const factsRow = z.object({
  photo: z.number(),
  path: z.string(),
  at: z.string(),
  progress: photoProgressSchema,
});

/** The properties by which photos are filtered and counted; of all photos if `ids` is null. */
export function listPhotoFacts(db: Database, ids: readonly number[] | null): PhotoFacts[] {
  const which = ids === null ? sql`` : sql`WHERE id IN ${sqlList(ids)}`;
  return all(
    db,
    factsRow,
    sql`SELECT id AS photo, path, coalesce(taken_at, added_at) AS at, progress FROM photo ${which} ORDER BY id`,
  );
}
