import type { WritableDatabase } from '../database.ts';

/** Imports split PDFs into pages. page: of the PDF at an item's path, counted from 1; null for any other file. */
export function migrate0008(db: WritableDatabase): void {
  db.exec('ALTER TABLE job_item ADD COLUMN page INTEGER');
}
