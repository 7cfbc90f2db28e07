import { sep } from 'node:path';
import { z } from 'zod';
import { sql, type ReadableDatabase } from '../database.ts';
import { passing, type PhotoFilter } from './photos.ts';

const monthRow = z.object({ month: z.string(), photos: z.number() });

/** The months in which photos were taken (or else added), newest first, as `2024-05`, with their numbers of photos. */
export function countMonths(db: ReadableDatabase, filter: PhotoFilter): z.infer<typeof monthRow>[] {
  const at = sql`coalesce(taken_at, added_at)`;
  const passed = passing(filter);
  // From each month to the latest photo before it, along the index: counting all photos by month would sort them.
  return db.all(
    monthRow,
    sql`WITH RECURSIVE step (month) AS (
        SELECT (SELECT substr(${at}, 1, 7) FROM photo ${passed} ORDER BY ${at} DESC LIMIT 1)
        UNION ALL
        SELECT (SELECT substr(${at}, 1, 7) FROM photo ${passed} AND ${at} < month ORDER BY ${at} DESC LIMIT 1)
          FROM step WHERE month IS NOT NULL
      )
      SELECT month, (SELECT count(*) FROM photo ${passed} AND ${at} >= month AND ${at} < month || '~') AS photos
        FROM step WHERE month IS NOT NULL`,
  );
}

const folderRow = z.object({ path: z.string(), photos: z.number() });

/** The folders with photos directly in them, by path, and how many. */
export function countPhotoFolders(db: ReadableDatabase): z.infer<typeof folderRow>[] {
  // What is left of a path when all its other characters are taken from its end.
  const folder = sql`rtrim(path, replace(path, ${sep}, ''))`;
  const rows = db.all(
    folderRow,
    sql`SELECT ${folder} AS path, count(*) AS photos FROM photo GROUP BY 1 ORDER BY 1`,
  );
  return rows.map(({ path, photos }) => ({ path: path === sep ? path : path.slice(0, -1), photos }));
}
