import type { Database } from '../database.ts';

/** Whether a file that comes into a watched folder is one that was taken out is asked for each of them. */
export function migrate0011(db: Database): void {
  db.exec('CREATE INDEX removed_photo_by_sha256 ON removed_photo (sha256)');
}
