import { copyFileSync, existsSync } from 'node:fs';
import { z } from 'zod';
import { damageOf, databaseParts, isFull, removeDatabase, withDatabase } from './damage.ts';

/**
 * Writes every row of every table to a new database, and rebuilds the indexes.
 *
 * @returns false if a row cannot be read; then there is no new file
 */
export function rebuildDatabase(database: string, repaired: string): boolean {
  const scratch = `${repaired}-scratch`;
  removeDatabase(scratch);
  try {
    for (const part of databaseParts) {
      if (existsSync(`${database}${part}`)) copyFileSync(`${database}${part}`, `${scratch}${part}`);
    }
    rebuild(scratch, repaired);
    if (damageOf(repaired, true) === null) return true;
  } catch (thrown) {
    if (isFull(thrown)) throw thrown;
  } finally {
    removeDatabase(scratch);
  }
  removeDatabase(repaired);
  return false;
}

/** @param scratch a copy of the database that may be changed */
function rebuild(scratch: string, repaired: string): void {
  const indexes = withDatabase(scratch, { readonly: false }, (db) => {
    const isIndex = "type = 'index' AND sql IS NOT NULL";
    const found = db.prepare(`SELECT sql FROM sqlite_schema WHERE ${isIndex}`).pluck().all();
    // DROP INDEX would read the damaged index; deleting its schema row does not.
    db.unsafeMode();
    db.pragma('writable_schema = ON');
    db.exec(`DELETE FROM sqlite_schema WHERE ${isIndex}`);
    db.pragma('writable_schema = RESET');
    db.prepare('VACUUM INTO ?').run(repaired);
    return z.array(z.string()).parse(found);
  });
  withDatabase(repaired, { readonly: false }, (db) => {
    for (const index of indexes) db.exec(index);
  });
}
