import { z } from 'zod';
import { photoIdSchema, type PhotoId } from '../../shared/photo.ts';
import { all, first, type Database } from './database.ts';
import { sql } from './sql.ts';

const isCorrection = sql`source = 'human' AND mark = 'text' AND text <> ''`;

/** Words whose text a person typed or confirmed, by photo; the photo with most of them first. */
export function countCorrections(db: Database): { photo: PhotoId; words: number }[] {
  return all(
    db,
    z.object({ photo: photoIdSchema, words: z.number() }),
    sql`SELECT photo, count(*) AS words FROM word WHERE ${isCorrection} GROUP BY photo ORDER BY words DESC, photo`,
  );
}

/** Of those: how many are newer than a time (ISO 8601). */
export function countCorrectionsSince(db: Database, since: string): number {
  const row = z.object({ words: z.number() });
  return (
    first(db, row, sql`SELECT count(*) AS words FROM word WHERE ${isCorrection} AND changed_at > ${since}`)
      ?.words ?? 0
  );
}

/** Photos with words that a model read and was not sure of, the least sure first. */
export function listDoubtfulPhotos(db: Database, leastDoubt: number, limit: number): PhotoId[] {
  return all(
    db,
    z.object({ photo: photoIdSchema }),
    sql`SELECT photo FROM word WHERE source = 'model' AND mark = 'text' AND doubt >= ${leastDoubt}
      GROUP BY photo ORDER BY sum(doubt) DESC LIMIT ${limit}`,
  ).map(({ photo }) => photo);
}
