import { dirname } from 'node:path';
import { z } from 'zod';
import { photoIdSchema, type PhotoId } from '../../shared/contract/photo.ts';
import { all, count, type Database } from './database.ts';
import { pathsBelow } from './pathsBelow.ts';
import { sql, sqlList, type Sql } from './sql.ts';

const isCorrection = sql`source = 'human' AND mark = 'text' AND text <> ''`;

/** Photos with confirmed words and their numbers, the photo with most of them first. */
export function countCorrections(db: Database): { photo: PhotoId; words: number }[] {
  return all(db, z.object({ photo: photoIdSchema, words: z.number() }), correctionsQuery());
}

export function correctionsQuery(): Sql {
  return sql`SELECT photo, count(*) AS words FROM word WHERE ${isCorrection} GROUP BY photo ORDER BY words DESC, photo`;
}

/** How many of these were confirmed after a time (ISO 8601). */
export function countCorrectionsSince(db: Database, since: string): number {
  return count(db, correctionsSinceQuery(since));
}

export function correctionsSinceQuery(since: string): Sql {
  return sql`SELECT count(*) FROM word WHERE ${isCorrection} AND changed_at > ${since}`;
}

/** Number of confirmed words on photos, including those marked illegible or not text. */
export function countConfirmedWords(db: Database, photos: readonly PhotoId[]): number {
  return count(db, sql`SELECT count(*) FROM word WHERE photo IN ${sqlList(photos)} AND source = 'human'`);
}

const placedPhoto = z.object({ id: photoIdSchema, path: z.string(), seconds: z.number() });

/**
 * Unedited photos in the same folders as the given ones, nearest in time first: they most likely have the same
 * handwriting.
 */
export function listPhotosBeside(db: Database, photos: readonly PhotoId[], limit: number): PhotoId[] {
  const known = all(db, placedPhoto, sql`SELECT ${placedColumns} FROM photo WHERE id IN ${sqlList(photos)}`);
  const folders = Map.groupBy(known, ({ path }) => dirname(path));
  return [...folders]
    .flatMap(([folder, own]) => {
      const { from, to } = pathsBelow(folder);
      const beside = all(
        db,
        placedPhoto,
        sql`SELECT ${placedColumns} FROM photo WHERE path > ${from} AND path < ${to}
          AND status = 'read' AND NOT EXISTS (SELECT 1 FROM word WHERE photo = photo.id AND source = 'human')`,
      );
      return beside
        .filter(({ path }) => dirname(path) === folder)
        .map(({ id, seconds }) => ({
          id,
          apart: Math.min(...own.map((photo) => Math.abs(photo.seconds - seconds))),
        }));
    })
    .sort((a, b) => a.apart - b.apart || a.id - b.id)
    .slice(0, limit)
    .map(({ id }) => id);
}

const placedColumns = sql`id, path, coalesce(unixepoch(coalesce(taken_at, added_at)), 0) AS seconds`;

/** Photos with uncertain words that a model read, the most uncertain first. */
export function listDoubtfulPhotos(db: Database, leastDoubt: number, limit: number): PhotoId[] {
  return all(
    db,
    z.object({ photo: photoIdSchema }),
    sql`SELECT photo FROM word WHERE source = 'model' AND mark = 'text' AND doubt >= ${leastDoubt}
      GROUP BY photo ORDER BY sum(doubt) DESC LIMIT ${limit}`,
  ).map(({ photo }) => photo);
}
