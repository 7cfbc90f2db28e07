import type { Database } from '../database.ts';

/**
 * Folders whose new photos come in by themselves, and the files there that imports were told of: whichever stands there
 * with the same size and time is not looked at again. modified: milliseconds since 1970.
 */
export function migrate0009(db: Database): void {
  db.exec(`
    CREATE TABLE watched_folder (
      path TEXT PRIMARY KEY,
      added_at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE noticed_file (
      folder TEXT NOT NULL,
      name TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      modified INTEGER NOT NULL,
      PRIMARY KEY (folder, name)
    ) STRICT, WITHOUT ROWID;
  `);
}
