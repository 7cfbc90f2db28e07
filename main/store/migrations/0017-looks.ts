import type { WritableDatabase } from '../database.ts';

/** look: perceptual hash of a photo without its rotation (`main/imaging/hashes/photoHash.ts`); null until it is computed. */
export function migrate0017(db: WritableDatabase): void {
  db.exec('ALTER TABLE photo ADD COLUMN look BLOB CHECK (length(look) = 16)');
}
