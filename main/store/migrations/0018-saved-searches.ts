import type { WritableDatabase } from '../database.ts';

/** Queries that a person has saved under a name. */
export function migrate0018(db: WritableDatabase): void {
  db.exec(`
    CREATE TABLE saved_search (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL CHECK (name <> ''),
      query TEXT NOT NULL CHECK (query <> '')
    ) STRICT;
  `);
}
