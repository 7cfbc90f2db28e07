import { z } from 'zod';
import { photoIdSchema, type PhotoId } from '../../shared/photo.ts';
import { wordIdSchema } from '../../shared/word.ts';
import { all, numbers, type Database } from './database.ts';
import { trigramsOf } from './photoIndex.ts';
import { sql, sqlList, type Sql } from './sql.ts';

const termRow = z.object({ id: z.number(), text: z.string() });
export type Term = z.infer<typeof termRow>;

/** Terms of the vocabulary among the given ones. */
export function findTerms(db: Database, texts: readonly string[]): Term[] {
  return all(db, termRow, termsQuery(texts));
}

/** Terms that begin with `prefix`, shortest first, at most `limit`. */
export function findTermsByPrefix(db: Database, prefix: string, limit: number): Term[] {
  return all(db, termRow, termsByPrefixQuery(prefix, limit));
}

/** Terms that share trigrams with `term`, those that share the rarest and most first. */
export function findTermsByTrigram(db: Database, term: string, limit: number): Term[] {
  return all(db, termRow, termsByTrigramQuery(term, limit));
}

export interface Posting {
  readonly term: number;
  readonly word: number;
  readonly photo: number;
  readonly probability: number;
}

/** Every word that holds one of the terms in one of its readings. */
export function findPostings(db: Database, terms: readonly number[]): Posting[] {
  return numbers(db, postingsQuery(terms)).map(([term = 0, word = 0, photo = 0, probability = 0]) => ({
    term,
    word,
    photo,
    probability,
  }));
}

const readingRow = z.object({ word: wordIdSchema, term: z.number(), text: z.string() });

/** The readings by which words hold terms. */
export function findPostingTexts(
  db: Database,
  pairs: readonly { readonly term: number; readonly word: number }[],
): z.infer<typeof readingRow>[] {
  const wanted = JSON.stringify(pairs.map(({ term, word }) => [term, word]));
  return all(
    db,
    readingRow,
    sql`SELECT posting.word, posting.term, posting.text FROM json_each(${wanted}) AS wanted
      CROSS JOIN posting ON posting.term = wanted.value ->> 0 AND posting.word = wanted.value ->> 1`,
  );
}

/** Photos whose text holds these terms in a row; with `isPrefix` the last may go on. */
export function findPhotosByPhrase(db: Database, terms: readonly string[], isPrefix: boolean): PhotoId[] {
  const row = z.object({ photo: photoIdSchema });
  return all(db, row, photosByPhraseQuery(terms, isPrefix)).map(({ photo }) => photo);
}

const placedRow = z.object({
  word: wordIdSchema,
  photo: photoIdSchema,
  text: z.string(),
  confidence: z.number(),
});
export type PlacedText = z.infer<typeof placedRow>;

/** The best texts of photos' words, in reading order. */
export function listPlacedTexts(db: Database, photos: readonly PhotoId[]): PlacedText[] {
  return all(
    db,
    placedRow,
    sql`SELECT id AS word, photo, text, CASE source WHEN 'human' THEN 1.0 ELSE confidence END AS confidence
      FROM word WHERE photo IN ${sqlList(photos)} ORDER BY photo, position`,
  );
}

export function termsQuery(texts: readonly string[]): Sql {
  return sql`SELECT id, text FROM term WHERE text IN ${sqlList(texts)}`;
}

export function termsByPrefixQuery(prefix: string, limit: number): Sql {
  // U+10FFFF stands behind every letter.
  return sql`SELECT id, text FROM term WHERE text >= ${prefix} AND text < ${`${prefix}\u{10FFFF}`}
    ORDER BY length(text) LIMIT ${limit}`;
}

export function termsByTrigramQuery(term: string, limit: number): Sql {
  const match = trigramsOf(term).map(quoted).join(' OR ');
  return sql`SELECT term.id, term.text FROM (
      SELECT rowid FROM term_trigram WHERE term_trigram MATCH ${match} ORDER BY rank LIMIT ${limit}
    ) AS near CROSS JOIN term ON term.id = near.rowid`;
}

export function postingsQuery(terms: readonly number[]): Sql {
  return sql`SELECT term, word, photo, probability FROM posting WHERE term IN ${sqlList(terms)}`;
}

export function photosByPhraseQuery(terms: readonly string[], isPrefix: boolean): Sql {
  const match = quoted(terms.join(' ')) + (isPrefix ? '*' : '');
  return sql`SELECT rowid AS photo FROM photo_text WHERE photo_text MATCH ${match}`;
}

/** An FTS5 string: nothing inside it is taken for an operator. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
