import type { WritableDatabase } from '../database.ts';

/** An index to check whether a new file in a watched folder is a removed photo. */
export function migrate0011(db: WritableDatabase): void {
  db.exec('CREATE INDEX removed_photo_by_sha256 ON removed_photo (sha256)');
}
