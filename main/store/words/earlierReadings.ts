import { z } from 'zod';
import { sha256Schema } from '../../../shared/contract/photo.ts';
import { wordIdSchema, type WordId } from '../../../shared/contract/word.ts';
import { sql, sqlList, type Sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import type { WordChange } from './wordChange.ts';
import type { StoredWord } from './words.ts';

const earlierRow = z.object({ word: wordIdSchema, text: z.string(), recogniser: sha256Schema });
/** The text that the recogniser with this SHA-256 had read. */
export type EarlierReading = z.infer<typeof earlierRow>;

/**
 * Keeps the earlier text of each word that another model has read differently. Of several readings that nobody has
 * looked at, the first one counts. A word that is read as at first, or that had no text, is not a changed one.
 */
export function recordEarlierReadings(db: WritableDatabase, { before, after }: WordChange): void {
  const known = new Map(before.words.map((word) => [word.id, word]));
  for (const word of after.words) {
    const earlier = known.get(word.id);
    if (earlier !== undefined && isReadByAnother(earlier, word)) recordEarlierReading(db, earlier, word);
  }
}

function recordEarlierReading(db: WritableDatabase, earlier: StoredWord, word: StoredWord): void {
  if (earlier.madeBy.kind !== 'model') return;
  if (earlier.text !== word.text && earlier.text !== '') {
    db.run(sql`INSERT INTO earlier_reading (word, text, recogniser)
        VALUES (${word.id}, ${earlier.text}, ${earlier.madeBy.sha256})
        ON CONFLICT (word) DO UPDATE
          SET text = excluded.text, recogniser = excluded.recogniser, accepted_at = NULL
          WHERE accepted_at IS NOT NULL`);
  }
  db.run(sql`DELETE FROM earlier_reading WHERE word = ${word.id} AND text = ${word.text}`);
}

function isReadByAnother(earlier: StoredWord, word: StoredWord): boolean {
  return (
    isReading(earlier) &&
    isReading(word) &&
    earlier.madeBy.kind === 'model' &&
    word.madeBy.kind === 'model' &&
    earlier.madeBy.sha256 !== word.madeBy.sha256
  );
}

function isReading({ source, mark }: StoredWord): boolean {
  return source === 'model' && mark === 'text';
}

/** A changed word that a person has corrected or confirmed since is no longer a question. */
const open: Sql = sql`accepted_at IS NULL AND word.source = 'model' AND word.mark = 'text'
  AND word.text <> earlier_reading.text`;

export function countChangedWords(db: ReadableDatabase): number {
  return db.count(
    sql`SELECT count(*) FROM earlier_reading JOIN word ON word.id = earlier_reading.word WHERE ${open}`,
  );
}

/** Changed words that nobody has looked at, those first whose new reading is the least sure. */
export function listEarlierReadings(db: ReadableDatabase, limit: number): EarlierReading[] {
  return db.all(
    earlierRow,
    sql`SELECT word.id AS word, earlier_reading.text, earlier_reading.recogniser
      FROM earlier_reading JOIN word ON word.id = earlier_reading.word
      WHERE ${open} ORDER BY word.confidence, word.id LIMIT ${limit}`,
  );
}

/** The earlier readings of some words, whether a person has looked at them or not. */
export function findEarlierReadings(db: ReadableDatabase, words: readonly WordId[]): EarlierReading[] {
  return db.all(
    earlierRow,
    sql`SELECT word, text, recogniser FROM earlier_reading WHERE word IN ${sqlList(words)}`,
  );
}

/** Returns how many were accepted. @param words null for all; @param at ISO 8601 */
export function acceptEarlierReadings(
  db: WritableDatabase,
  words: readonly WordId[] | null,
  at: string,
): number {
  const which = words === null ? sql`` : sql`AND word IN ${sqlList(words)}`;
  return db.run(sql`UPDATE earlier_reading SET accepted_at = ${at} WHERE accepted_at IS NULL ${which}`);
}

/** Makes what was accepted at a time (ISO 8601) a question again. */
export function reopenEarlierReadings(db: WritableDatabase, at: string): void {
  db.run(sql`UPDATE earlier_reading SET accepted_at = NULL WHERE accepted_at = ${at}`);
}
