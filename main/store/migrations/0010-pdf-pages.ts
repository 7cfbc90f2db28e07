import type { Database } from '../database.ts';

/** Which pages a PDF had, by the import that took them in: what a later version of it has no more is told from these. */
export function migrate0010(db: Database): void {
  db.exec(`
    CREATE TABLE pdf_page (
      path TEXT NOT NULL,
      job INTEGER NOT NULL,
      page INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      PRIMARY KEY (path, job, page)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX pdf_page_by_sha256 ON pdf_page (sha256, path, job);
  `);
}
