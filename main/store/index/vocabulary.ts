import { z } from 'zod';
import { characters } from '../../../shared/text.ts';
import { first, run, type Database } from '../database.ts';
import { sql } from '../sql.ts';
import { deletionKeys } from './deletions.ts';

/**
 * The vocabulary contains the most likely terms of words, to correct misspelt queries. A word counts if its term has at
 * least this share (of 255).
 */
export const likelyShare = 128;

const wordsRow = z.object({ words: z.number() });

/** Adds the given differences to the word counts of terms. */
export function changeVocabulary(db: Database, changes: ReadonlyMap<string, number>): void {
  for (const [term, change] of changes) {
    if (change === 0) continue;
    const known = first(db, wordsRow, sql`SELECT words FROM vocabulary WHERE term = ${term}`)?.words ?? 0;
    if (known + change > 0) replaceWords(db, term, known + change);
    else run(db, sql`DELETE FROM vocabulary WHERE term = ${term}`);
    if (known === 0) insertNeighbours(db, term);
    else if (known + change <= 0) removeNeighbours(db, term);
  }
}

/** A term spelt backwards, to find terms by their end. */
export function backwards(term: string): string {
  return characters(term).reverse().join('');
}

function replaceWords(db: Database, term: string, words: number): void {
  run(
    db,
    sql`INSERT INTO vocabulary (term, words, backwards) VALUES (${term}, ${words}, ${backwards(term)})
      ON CONFLICT (term) DO UPDATE SET words = excluded.words`,
  );
}

function insertNeighbours(db: Database, term: string): void {
  for (const key of deletionKeys(term)) {
    run(db, sql`INSERT INTO neighbour (key, term) VALUES (${key}, ${term})`);
  }
}

function removeNeighbours(db: Database, term: string): void {
  for (const key of deletionKeys(term)) {
    run(db, sql`DELETE FROM neighbour WHERE key = ${key} AND term = ${term}`);
  }
}
