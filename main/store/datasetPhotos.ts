import { z } from 'zod';
import type { LibraryQuery } from '../../shared/contract/datasetContents.ts';
import { photoIdSchema } from '../../shared/contract/photo.ts';
import { all, type Database } from './database.ts';
import { sql, sqlList } from './sql.ts';

const placedRow = z.object({ id: photoIdSchema, path: z.string() });

/** Photos that words can come from, the oldest first, with only the columns that identify them. */
export function listPhotosToLabel(
  db: Database,
  { status, progress, confirmedOnly }: Pick<LibraryQuery, 'status' | 'progress' | 'confirmedOnly'>,
): z.infer<typeof placedRow>[] {
  const ofStatus = status === null ? sql`` : sql`AND status = ${status}`;
  const ofProgress = progress === null ? sql`` : sql`AND progress = ${progress}`;
  // Checking every word of all other photos for confirmed ones would take minutes.
  const ofPeople = confirmedOnly
    ? sql`AND EXISTS (SELECT 1 FROM word WHERE word.photo = photo.id AND word.source = 'human')`
    : sql``;
  return all(
    db,
    placedRow,
    sql`SELECT id, path FROM photo WHERE word_count > 0 ${ofStatus} ${ofProgress} ${ofPeople} ORDER BY id`,
  );
}

const modelRow = z.object({ model: z.string() });

/** SHA-256 of the models that detected and read the words of photos; the photos are given by hash. */
export function listReadersOf(db: Database, photos: readonly string[]): string[] {
  return all(
    db,
    modelRow,
    sql`SELECT detector AS model FROM photo WHERE sha256 IN ${sqlList(photos)} AND detector IS NOT NULL
      UNION SELECT recogniser FROM photo WHERE sha256 IN ${sqlList(photos)} AND recogniser IS NOT NULL`,
  ).map(({ model }) => model);
}
