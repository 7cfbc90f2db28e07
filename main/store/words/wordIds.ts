import { z } from 'zod';
import type { WordIdBlock } from '../../../shared/contract/label.ts';
import { wordIdSchema, type WordId } from '../../../shared/contract/word.ts';
import { transaction, sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';

/*
 * The ids of words. SQLite keeps the highest id that it ever gave (`sqlite_sequence`), so that no id is used twice.
 * A lease raises this number, and the leased ids stay free for the window until it uses them.
 */

/** New ids for words that are stored in the same transaction. */
export function nextWordIds(db: ReadableDatabase, count: number): WordId[] {
  const last = lastWordId(db);
  return Array.from({ length: count }, (_, index) => wordIdSchema.parse(last + 1 + index));
}

/** Makes sure that no new word gets an id up to the given one. */
export function raiseWordIds(db: WritableDatabase, id: number): void {
  if (id <= lastWordId(db)) return;
  db.run(sql`DELETE FROM sqlite_sequence WHERE name = 'word'`);
  db.run(sql`INSERT INTO sqlite_sequence (name, seq) VALUES ('word', ${id})`);
}

/** Sets ids aside for the words that a window will create. */
export function leaseWordIds(db: WritableDatabase, count: number): WordIdBlock {
  return transaction(db, () => {
    const last = lastWordId(db);
    const block = { from: wordIdSchema.parse(last + 1), to: wordIdSchema.parse(last + count) };
    raiseWordIds(db, block.to);
    db.run(sql`INSERT INTO word_lease (first, last) VALUES (${block.from}, ${block.to})`);
    return block;
  });
}

/** Whether an id is leased, and no word has had it yet. */
export function isLeased(db: ReadableDatabase, id: WordId): boolean {
  return findLease(db, id) !== undefined;
}

/** Takes an id out of its lease, because a word has it from now on. */
export function useLeasedId(db: WritableDatabase, id: WordId): void {
  const lease = findLease(db, id);
  if (lease === undefined) throw new RangeError(`The word id ${String(id)} is not leased.`);
  db.run(sql`DELETE FROM word_lease WHERE first = ${lease.first}`);
  const rest = [
    [lease.first, id - 1],
    [id + 1, lease.last],
  ] as const;
  for (const [from, to] of rest) {
    if (from <= to) db.run(sql`INSERT INTO word_lease (first, last) VALUES (${from}, ${to})`);
  }
}

/** Ends all leases: after a repair nobody knows which of their ids were used. */
export function endLeases(db: WritableDatabase): void {
  db.run(sql`DELETE FROM word_lease`);
}

const leaseRow = z.object({ first: z.number(), last: z.number() });

function findLease(db: ReadableDatabase, id: WordId): z.infer<typeof leaseRow> | undefined {
  const nearest = db.first(
    leaseRow,
    sql`SELECT first, last FROM word_lease WHERE first <= ${id} ORDER BY first DESC LIMIT 1`,
  );
  return nearest !== undefined && id <= nearest.last ? nearest : undefined;
}

/** The highest id that was ever given to a word or leased; 0 in a new library. */
function lastWordId(db: ReadableDatabase): number {
  return db.value(z.number(), sql`SELECT seq FROM sqlite_sequence WHERE name = 'word'`) ?? 0;
}
