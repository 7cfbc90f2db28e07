import type { WritableDatabase } from '../database.ts';

/**
 * turn: rotation in degrees clockwise, in addition to EXIF; width, height and all quads are those of the rotated photo.
 * turned_by: who rotated it last; reading never changes the user's rotation. turn_revision: the photo's revision when
 * it was last rotated; coordinates of earlier revisions are in another rotation.
 */
export function migrate0006(db: WritableDatabase): void {
  db.exec(`
    ALTER TABLE photo ADD COLUMN turn INTEGER NOT NULL DEFAULT 0 CHECK (turn IN (0, 90, 180, 270));
    ALTER TABLE photo ADD COLUMN turned_by TEXT NOT NULL DEFAULT 'reading'
      CHECK (turned_by IN ('reading', 'person'));
    ALTER TABLE photo ADD COLUMN turn_revision INTEGER NOT NULL DEFAULT 0;
  `);
}

/**
 * Photos that were removed from the library and can be restored. content: all rows of the photo
 * (`removedPhotos.ts`); words: the number of its words; confirmed: the number of confirmed ones.
 */
export function migrate0007(db: WritableDatabase): void {
  db.exec(`
    CREATE TABLE removed_photo (
      id INTEGER PRIMARY KEY,
      path TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      removed_at TEXT NOT NULL,
      words INTEGER NOT NULL,
      confirmed INTEGER NOT NULL,
      content BLOB NOT NULL
    ) STRICT;
    CREATE INDEX removed_photo_by_time ON removed_photo (removed_at DESC, id DESC);
  `);
}

/** Imports split PDFs into pages. page: of the PDF at an item's path, counted from 1; null for any other file. */
export function migrate0008(db: WritableDatabase): void {
  db.exec('ALTER TABLE job_item ADD COLUMN page INTEGER');
}

/**
 * Watched folders, and the files in them that were already imported. A file with the same size and time is not imported
 * again. modified: milliseconds since 1970.
 */
export function migrate0009(db: WritableDatabase): void {
  db.exec(`
    CREATE TABLE watched_folder (
      path TEXT PRIMARY KEY,
      added_at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE noticed_file (
      folder TEXT NOT NULL,
      name TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      modified INTEGER NOT NULL,
      PRIMARY KEY (folder, name)
    ) STRICT, WITHOUT ROWID;
  `);
}

/** The pages of each imported PDF, by import, to find pages that a later version of the PDF no longer has. */
export function migrate0010(db: WritableDatabase): void {
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

/** An index to check whether a new file in a watched folder is a removed photo. */
export function migrate0011(db: WritableDatabase): void {
  db.exec('CREATE INDEX removed_photo_by_sha256 ON removed_photo (sha256)');
}

/** An index of confirmed words, which are few among millions but are counted often. */
export function migrate0012(db: WritableDatabase): void {
  db.exec("CREATE INDEX word_by_person ON word (photo) WHERE source = 'human'");
}

/**
 * Word ids that windows have leased and not used, as ranges. first, last: both included. Using an id takes it out of its
 * range.
 */
export function migrate0013(db: WritableDatabase): void {
  db.exec(`
    CREATE TABLE word_lease (
      first INTEGER PRIMARY KEY,
      last INTEGER NOT NULL
    ) STRICT;
  `);
}
