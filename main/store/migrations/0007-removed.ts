import type { Database } from '../database.ts';

/**
 * Photos that were taken out of the library and can be put back. content: all rows that belonged to one
 * (`removedContent.ts`); words: how many it had, confirmed: how many of them a person vouched for.
 */
export function migrate0007(db: Database): void {
  db.exec(`
    CREATE TABLE removed_photo (
      id INTEGER PRIMARY KEY,
      path TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      removed_at TEXT NOT NULL,
      words INTEGER NOT NULL,
      confirmed INTEGER NOT NULL,
      content BLOB NOT NULL
    ) STRICT;
    CREATE INDEX removed_photo_by_time ON removed_photo (removed_at DESC, id DESC);
  `);
}
