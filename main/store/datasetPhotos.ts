import { z } from 'zod';
import type { LibraryQuery } from '../../shared/datasetContents.ts';
import { photoIdSchema, type Photo } from '../../shared/photo.ts';
import { all, type Database } from './database.ts';
import { findPhotos } from './photos.ts';
import { sql, sqlList } from './sql.ts';

/** Photos that words can come from, oldest first. */
export function listPhotosToLabel(
  db: Database,
  { status, progress }: Pick<LibraryQuery, 'status' | 'progress'>,
): Photo[] {
  const ofStatus = status === null ? sql`` : sql`AND status = ${status}`;
  const ofProgress = progress === null ? sql`` : sql`AND progress = ${progress}`;
  const ids = all(
    db,
    z.object({ id: photoIdSchema }),
    sql`SELECT id FROM photo WHERE word_count > 0 ${ofStatus} ${ofProgress} ORDER BY id`,
  ).map(({ id }) => id);
  return findPhotos(db, ids).sort((a, b) => a.id - b.id);
}

const modelRow = z.object({ model: z.string() });

/** SHA-256 of the models that found and read the words of photos, given by their hashes. */
export function listReadersOf(db: Database, photos: readonly string[]): string[] {
  return all(
    db,
    modelRow,
    sql`SELECT detector AS model FROM photo WHERE sha256 IN ${sqlList(photos)} AND detector IS NOT NULL
      UNION SELECT recogniser FROM photo WHERE sha256 IN ${sqlList(photos)} AND recogniser IS NOT NULL`,
  ).map(({ model }) => model);
}
