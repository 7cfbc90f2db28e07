import { z } from 'zod';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { wordIdSchema } from '../../shared/contract/word.ts';
import { all, count, type Database } from './database.ts';
import { sql, type Sql } from './sql.ts';

const doubtRow = z.object({
  word: wordIdSchema,
  photo: z.number(),
  doubt: z.number(),
  text: z.string(),
});
export type DoubtRow = z.infer<typeof doubtRow>;

const unconfirmed = sql`source = 'model' AND mark = 'text'`;

/** Unconfirmed words, of one photo or of all. */
export function countUnconfirmedWords(db: Database, photo: PhotoId | null): number {
  const where = photo === null ? sql`` : sql`AND photo = ${photo}`;
  return count(db, sql`SELECT count(*) FROM word WHERE ${unconfirmed} ${where}`);
}

/** The most uncertain words, at most `perPhoto` of each photo. */
export function listDoubtfulWords(db: Database, perPhoto: number, limit: number): DoubtRow[] {
  return all(db, doubtRow, doubtfulWordsQuery(perPhoto, limit));
}

/** The words of one photo, the most uncertain first. */
export function listDoubtfulWordsOf(db: Database, photo: PhotoId, limit: number): DoubtRow[] {
  return all(
    db,
    doubtRow,
    sql`SELECT id AS word, photo, doubt, text FROM word
      WHERE ${unconfirmed} AND photo = ${photo} ORDER BY doubt DESC LIMIT ${limit}`,
  );
}

export function doubtfulWordsQuery(perPhoto: number, limit: number): Sql {
  return sql`SELECT word.id AS word, word.photo, word.doubt, word.text FROM photo CROSS JOIN word ON word.id IN (
      SELECT id FROM word AS own WHERE own.photo = photo.id AND own.source = 'model' AND own.mark = 'text'
      ORDER BY own.doubt DESC LIMIT ${perPhoto}
    ) ORDER BY word.doubt DESC LIMIT ${limit}`;
}

const letterRow = z.object({ text: z.string() });

/** The count of each letter in confirmed words. */
export function countConfirmedLetters(db: Database): Map<string, number> {
  const counts = new Map<string, number>();
  const rows = all(db, letterRow, confirmedTextsQuery());
  for (const letter of rows.flatMap(({ text }) => Array.from(text))) {
    counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  return counts;
}

export function confirmedTextsQuery(): Sql {
  return sql`SELECT text FROM word WHERE source = 'human' AND mark = 'text'`;
}
