import type { WritableDatabase } from '../database.ts';

/** Tokens of programs that use the library over HTTP. */
export function migrate0025(db: WritableDatabase): void {
  db.exec(`
    CREATE TABLE api_token (
      name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
      hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
      scopes TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;
  `);
}
