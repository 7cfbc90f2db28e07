import { z } from 'zod';
import { characters } from '../../../shared/text.ts';
import { sql, type WritableDatabase } from '../database.ts';

/**
 * The vocabulary contains the most likely terms of words, to correct misspelt queries. A word counts if its term has at
 * least this share (of 255).
 */
export const likelyShare = 128;

/** Adds the given differences to the word counts of terms. */
export function changeVocabulary(db: WritableDatabase, changes: ReadonlyMap<string, number>): void {
  for (const [term, change] of changes) {
    if (change === 0) continue;
    const known = db.value(z.number(), sql`SELECT words FROM vocabulary WHERE term = ${term}`) ?? 0;
    if (known + change > 0) replaceWords(db, term, known + change);
    else db.run(sql`DELETE FROM vocabulary WHERE term = ${term}`);
    if (known === 0) insertNeighbours(db, term);
    else if (known + change <= 0) removeNeighbours(db, term);
  }
}

/** A term spelt backwards, to find terms by their end. */
export function backwards(term: string): string {
  return characters(term).reverse().join('');
}

function replaceWords(db: WritableDatabase, term: string, words: number): void {
  db.run(sql`INSERT INTO vocabulary (term, words, backwards) VALUES (${term}, ${words}, ${backwards(term)})
      ON CONFLICT (term) DO UPDATE SET words = excluded.words`);
}

function insertNeighbours(db: WritableDatabase, term: string): void {
  for (const key of deletionKeys(term)) {
    db.run(sql`INSERT INTO neighbour (key, term) VALUES (${key}, ${term})`);
  }
}

function removeNeighbours(db: WritableDatabase, term: string): void {
  for (const key of deletionKeys(term)) {
    db.run(sql`DELETE FROM neighbour WHERE key = ${key} AND term = ${term}`);
  }
}

/** Number of first letters. Errors after them are found by comparing whole terms. */
const prefixLength = 6;
/** Shorter terms have too many similar terms at a distance of two errors. */
const shortestForTwo = 4;

/**
 * Keys that a term shares with every term up to two errors away: hashes of its first letters with up to two letters
 * deleted (one for a term of three letters or fewer).
 *
 * Garbe, "SymSpell: symmetric delete spelling correction", 2012.
 */
export function deletionKeys(term: string): Set<number> {
  const letters = characters(term);
  const prefix = letters.slice(0, prefixLength);
  let left = new Set([prefix.join('')]);
  const all = new Set(left);
  for (let errors = letters.length < shortestForTwo ? 1 : 2; errors > 0; errors -= 1) {
    left = new Set([...left].flatMap(withoutOne));
    for (const text of left) all.add(text);
  }
  return new Set(Array.from(all, hash));
}

function withoutOne(text: string): string[] {
  const letters = characters(text);
  return letters.map((_, index) => letters.toSpliced(index, 1).join(''));
}

/** FNV-1a, 32 bits, signed because SQLite stores that in fewer bytes. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value | 0;
}
