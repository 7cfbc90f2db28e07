import type { WritableDatabase } from '../database.ts';

/** second: SHA-256 of the second reader that was asked for words in doubt when the photo was read; null where none was. */
export function migrate0033(db: WritableDatabase): void {
  db.exec('ALTER TABLE photo ADD COLUMN second TEXT');
}
