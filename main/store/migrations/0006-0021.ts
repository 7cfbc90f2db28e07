import { type WritableDatabase, sql } from '../database.ts';

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

/**
 * One queue for all long work. A run becomes a job of kind `training`: its state, title, request, error, steps and dates
 * move from the table `run` to the table `job`. The outcome of a job is a column of the job.
 */
export function migrate0014(db: WritableDatabase): void {
  db.exec(outcomes);
  db.exec('ALTER TABLE run ADD COLUMN job INTEGER REFERENCES job (id) ON DELETE CASCADE');
  // Ids of jobs are never reused. Runs keep their ids, which name folders and models.
  const lastJob = db.count(sql`SELECT seq FROM sqlite_sequence WHERE name = 'job'`);
  db.exec(`
    INSERT INTO job (id, kind, state, title, request, total, done, error_code, error_message, created_at, finished_at)
      SELECT id + ${lastJob}, 'training', state, title, request, total_steps, step, error_code, error_message,
        created_at, finished_at
      FROM run ORDER BY id;
    UPDATE run SET job = id + ${lastJob};
  `);
  db.exec(movedColumns);
}

const outcomes = `
  ALTER TABLE job ADD COLUMN outcome TEXT;
  UPDATE job SET outcome = (SELECT outcome FROM dataset_outcome WHERE dataset_outcome.job = job.id);
  DROP TABLE dataset_outcome;
`;

const movedColumns = `
  CREATE UNIQUE INDEX run_by_job ON run (job);
  DROP INDEX run_by_state;
  ALTER TABLE run DROP COLUMN state;
  ALTER TABLE run DROP COLUMN title;
  ALTER TABLE run DROP COLUMN request;
  ALTER TABLE run DROP COLUMN total_steps;
  ALTER TABLE run DROP COLUMN step;
  ALTER TABLE run DROP COLUMN error_code;
  ALTER TABLE run DROP COLUMN error_message;
  ALTER TABLE run DROP COLUMN created_at;
  ALTER TABLE run DROP COLUMN finished_at;
`;

/** How often a job has begun to work on each of its items. A file that ends its worker is not tried for ever. */
export function migrate0015(db: WritableDatabase): void {
  db.exec('ALTER TABLE job_item ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0');
}

/**
 * The readable text of each photo with words, which FTS5 indexes (`index/photoText.ts` makes its table). text: best
 * readings and confirmed texts in reading order. alternatives: the other readings of unconfirmed words, as
 * `indexedReadings` has them. The subqueries sort, because SQLite before 3.44, which other programs still use, cannot read a
 * schema with an ORDER BY inside group_concat.
 */
export function migrate0016(db: WritableDatabase): void {
  db.exec(`
    CREATE VIEW photo_text AS SELECT
      photo.id AS photo,
      (SELECT group_concat(text, ' ') FROM (
        SELECT text FROM word WHERE word.photo = photo.id AND mark = 'text' AND text <> '' ORDER BY position
      )) AS text,
      (SELECT group_concat(text, ' ') FROM (
        SELECT alternative.text FROM word JOIN alternative ON alternative.word = word.id
        WHERE word.photo = photo.id AND mark = 'text' AND source = 'model' AND rank > 0
          AND alternative.confidence >= 0.01
        ORDER BY position, rank
      )) AS alternatives
    FROM photo WHERE EXISTS (SELECT 1 FROM word WHERE word.photo = photo.id)
  `);
}

/** look: perceptual hash of a photo without its rotation (`main/imaging/hashes/photoHash.ts`); null until it is computed. */
export function migrate0017(db: WritableDatabase): void {
  db.exec('ALTER TABLE photo ADD COLUMN look BLOB CHECK (length(look) = 16)');
}

/** Queries that a person has saved under a name. */
export function migrate0018(db: WritableDatabase): void {
  db.exec(`
    CREATE TABLE saved_search (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL CHECK (name <> ''),
      query TEXT NOT NULL CHECK (query <> '')
    ) STRICT;
  `);
}

/** The text that another model had read before a word was read again, until a person has looked at the change. */
export function migrate0019(db: WritableDatabase): void {
  db.exec(`
    CREATE TABLE earlier_reading (
      word INTEGER PRIMARY KEY REFERENCES word (id) ON DELETE CASCADE,
      text TEXT NOT NULL,
      recogniser TEXT NOT NULL,
      accepted_at TEXT
    ) STRICT;
  `);
}

/**
 * What a label of a word is expected to teach (`labelWorth`), in place of the doubt about its reading, and an index of the
 * words that may not be text.
 */
export function migrate0020(db: WritableDatabase): void {
  db.exec(`
    DROP INDEX word_by_doubt;
    ALTER TABLE word RENAME COLUMN doubt TO worth;
    UPDATE word SET worth = min(10, length(text)) / 10.0 * (1.3 - confidence) / 1.3 / (1 + exp(-(2.31 + 1.18 * ln(confidence + 0.01)
        + 1.26 * min(1, coalesce((SELECT sum(confidence) FROM alternative WHERE alternative.word = word.id), 0))
        - CASE length(text) WHEN 0 THEN 1.55 WHEN 1 THEN 1.55 WHEN 2 THEN 0.99 ELSE 0 END)))
      WHERE source = 'model' AND mark = 'text';
    CREATE INDEX word_by_worth ON word (photo, worth DESC) WHERE source = 'model' AND mark = 'text';
    CREATE INDEX word_by_confidence ON word (confidence)
      WHERE source = 'model' AND mark = 'text' AND confidence < 0.4;
  `);
}

/** Favourites, albums and tags. The names of two albums, or of two tags, differ in more than case. */
export function migrate0021(db: WritableDatabase): void {
  db.exec(`
    CREATE TABLE collection (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL CHECK (kind IN ('favourites', 'album', 'tag')),
      name TEXT NOT NULL CHECK (name <> '')
    ) STRICT;
    CREATE UNIQUE INDEX collection_name ON collection (kind, name COLLATE NOCASE);
    INSERT INTO collection (id, kind, name) VALUES (1, 'favourites', 'Favourites');
    CREATE TABLE collection_photo (
      collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
      photo INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
      PRIMARY KEY (collection, photo)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX collection_photo_of ON collection_photo (photo, collection);
  `);
}
