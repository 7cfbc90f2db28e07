import { z } from 'zod';
import type { PhotoId } from '../../shared/photo.ts';
import { characters, foldTerms, foldText } from '../../shared/text.ts';
import type { Alternative, Word, WordId } from '../../shared/word.ts';
import { first, insert, run, type Database } from './database.ts';
import { sql } from './sql.ts';

/** One reading of a term: how likely the word holds it, and the reading that does so best. */
interface Posting {
  readonly probability: number;
  readonly text: string;
}

/** Writes a photo's text anew, as the terms of its words in reading order, for words and phrases. */
export function replacePhotoText(db: Database, photo: PhotoId, words: readonly Pick<Word, 'text'>[]): void {
  const text = words.flatMap((word) => foldTerms(word.text)).join(' ');
  run(db, sql`DELETE FROM photo_text WHERE rowid = ${photo}`);
  run(db, sql`INSERT INTO photo_text (rowid, text) VALUES (${photo}, ${text})`);
}

/** Files every reading of a word under its terms. */
export function insertPostings(
  db: Database,
  photo: PhotoId,
  word: WordId,
  readings: readonly Alternative[],
): void {
  for (const [term, { probability, text }] of postingsOf(readings)) {
    run(
      db,
      sql`INSERT INTO posting (term, word, photo, probability, text)
        VALUES (${insertTerm(db, term)}, ${word}, ${photo}, ${probability}, ${text})`,
    );
  }
}

/**
 * Terms of a word's readings. Readings exclude each other, so a term's probability is the sum over
 * those that hold it. "don't" is filed under its parts and, joined, under "dont".
 */
export function postingsOf(readings: readonly Alternative[]): Map<string, Posting> {
  const postings = new Map<string, Posting>();
  for (const { text, confidence } of readings) {
    const terms = new Set([...foldTerms(text), foldText(text)].filter((term) => term !== ''));
    for (const term of terms) {
      const known = postings.get(term);
      const probability = Math.min(1, (known?.probability ?? 0) + confidence);
      postings.set(term, { probability, text: known?.text ?? text });
    }
  }
  return postings;
}

/** The trigrams of a term, with its edges marked, so that short terms have some to share. */
export function trigramsOf(term: string): string[] {
  const marked = characters(` ${term} `);
  return marked.slice(2).map((_, index) => marked.slice(index, index + 3).join(''));
}

function insertTerm(db: Database, text: string): number {
  const known = first(db, z.object({ id: z.number() }), sql`SELECT id FROM term WHERE text = ${text}`);
  if (known !== undefined) return known.id;
  const id = insert(db, sql`INSERT INTO term (text) VALUES (${text})`);
  run(db, sql`INSERT INTO term_trigram (rowid, text) VALUES (${id}, ${` ${text} `})`);
  return id;
}
