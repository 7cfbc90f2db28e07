import type { WritableDatabase } from '../database.ts';

/** What the network of a run reads: words before there were others. */
export function migrate0023(db: WritableDatabase): void {
  db.exec(`ALTER TABLE run ADD COLUMN reads TEXT NOT NULL DEFAULT 'word'`);
}
