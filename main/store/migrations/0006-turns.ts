import type { Database } from '../database.ts';

/**
 * turn: degrees clockwise further than EXIF says; width, height and all places are of the photo as it stands then.
 * turned_by: who said so last; no reading changes what a person did. turn_revision: the photo's revision with which
 * it was last turned; who knows an earlier one means other places.
 */
export function migrate0006(db: Database): void {
  db.exec(`
    ALTER TABLE photo ADD COLUMN turn INTEGER NOT NULL DEFAULT 0 CHECK (turn IN (0, 90, 180, 270));
    ALTER TABLE photo ADD COLUMN turned_by TEXT NOT NULL DEFAULT 'reading'
      CHECK (turned_by IN ('reading', 'person'));
    ALTER TABLE photo ADD COLUMN turn_revision INTEGER NOT NULL DEFAULT 0;
  `);
}
