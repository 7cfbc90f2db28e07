import type { Database } from '../database.ts';

/** Imports take PDFs apart. page: of the PDF at an item's path, from 1 on; null for a file that is a photo itself. */
export function migrate0008(db: Database): void {
  db.exec('ALTER TABLE job_item ADD COLUMN page INTEGER');
}
