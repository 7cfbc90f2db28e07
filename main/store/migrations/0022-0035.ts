import { z } from 'zod';
import { onWallClock } from '../../../shared/wallClock.ts';
import { sql, type WritableDatabase } from '../database.ts';

/** Indexes for the orders of the library: last added, and by file name (the last part of the path). */
export function migrate0022(db: WritableDatabase): void {
  db.exec(`
    CREATE INDEX photo_by_adding ON photo (added_at DESC, id DESC);
    CREATE INDEX photo_by_name ON photo (
      replace(replace(path, '\\', '/'), rtrim(replace(path, '\\', '/'), replace(replace(path, '\\', '/'), '/', '')), '')
        COLLATE NOCASE, id
    );
    CREATE INDEX photo_by_folder ON photo (path COLLATE NOCASE, id);
  `);
}

/** What the network of a run reads: words before there were others. */
export function migrate0023(db: WritableDatabase): void {
  db.exec(`ALTER TABLE run ADD COLUMN reads TEXT NOT NULL DEFAULT 'word'`);
}

/** An index of the boxes that a model left out of the text, for the list in which a person reviews them. */
export function migrate0024(db: WritableDatabase): void {
  db.exec(`CREATE INDEX word_left_out ON word (changed_at) WHERE source = 'model' AND mark = 'not-text'`);
}

/** Tokens of programs that use the library over HTTP. */
export function migrate0025(db: WritableDatabase): void {
  db.exec(`
    CREATE TABLE api_token (
      name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
      hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
      scopes TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;
  `);
}

/** Several people in one library: the role of a person's token, and who changed a word or made an edit. */
export function migrate0026(db: WritableDatabase): void {
  db.exec(`
    ALTER TABLE api_token ADD COLUMN role TEXT CHECK (role IN ('read', 'label', 'admin'));
    ALTER TABLE word ADD COLUMN changed_by TEXT;
    ALTER TABLE edit ADD COLUMN changed_by TEXT;
  `);
}

/**
 * language: that a person chose for reading, null where the reader finds it. languages: the shares that the last reading
 * found by itself, as JSON.
 */
export function migrate0027(db: WritableDatabase): void {
  db.exec(`
    ALTER TABLE photo ADD COLUMN language TEXT CHECK (language IN ('english', 'french', 'german'));
    ALTER TABLE photo ADD COLUMN languages TEXT;
  `);
}

/** missing: percent of the rows that the file lacks, by the last reading. pictures: number of pictures in the file. */
export function migrate0028(db: WritableDatabase): void {
  db.exec(`
    ALTER TABLE photo ADD COLUMN missing INTEGER NOT NULL DEFAULT 0 CHECK (missing BETWEEN 0 AND 100);
    ALTER TABLE photo ADD COLUMN pictures INTEGER NOT NULL DEFAULT 1 CHECK (pictures > 0);
  `);
}

/**
 * kind: what a photo is (`main/reader/kindOfPhoto.ts`); null until it is known. left_out: an import did not
 * have it read, because it has no writing.
 */
export function migrate0029(db: WritableDatabase): void {
  db.exec(`
    ALTER TABLE photo ADD COLUMN kind TEXT CHECK (kind IN ('board', 'note', 'document', 'none'));
    ALTER TABLE photo ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0 CHECK (left_out IN (0, 1));
  `);
}

/** only_writing: whether of a folder's new photos only those with writing are read. */
export function migrate0030(db: WritableDatabase): void {
  db.exec(`
    ALTER TABLE watched_folder
      ADD COLUMN only_writing INTEGER NOT NULL DEFAULT 0 CHECK (only_writing IN (0, 1));
  `);
}

/**
 * pixels: what a photo's picture is apart from what programs write beside it (`main/imaging/hashes/pixelHash.ts`); orientation: EXIF's,
 * with which it was last seen. Null until they are known.
 */
export function migrate0031(db: WritableDatabase): void {
  db.exec(`
    ALTER TABLE photo ADD COLUMN pixels TEXT;
    ALTER TABLE photo ADD COLUMN orientation INTEGER CHECK (orientation BETWEEN 1 AND 8);
  `);
}

/** A photo can be read in seven languages. SQLite changes no CHECK of a column, so another column takes its place. */
export function migrate0032(db: WritableDatabase): void {
  db.exec(`
    ALTER TABLE photo ADD COLUMN chosen TEXT CHECK (chosen IN
      ('english', 'french', 'german', 'dutch', 'italian', 'spanish', 'portuguese'));
    UPDATE photo SET chosen = language WHERE language IS NOT NULL;
    ALTER TABLE photo DROP COLUMN language;
    ALTER TABLE photo RENAME COLUMN chosen TO language;
  `);
}

/** second: SHA-256 of the second reader that was asked for words in doubt when the photo was read; null where none was. */
export function migrate0033(db: WritableDatabase): void {
  db.exec('ALTER TABLE photo ADD COLUMN second TEXT');
}

const timesRow = z.object({ id: z.number(), taken: z.string().nullable(), added: z.string() });

/** Times in UTC become those of this machine's wall clock, with its offset. */
export function migrate0034(db: WritableDatabase): void {
  const moved = (iso: string): string =>
    iso.endsWith('Z') && !Number.isNaN(Date.parse(iso)) ? onWallClock(new Date(iso)) : iso;
  for (const { id, taken, added } of db.all(
    timesRow,
    sql`SELECT id, taken_at AS taken, added_at AS added FROM photo`,
  )) {
    const takenAt = taken === null ? null : moved(taken);
    db.run(sql`UPDATE photo SET taken_at = ${takenAt}, added_at = ${moved(added)} WHERE id = ${id}`);
  }
}

/** The reading of a photo by the models that read it before the last ones, so that going back to them needs no new one. */
export function migrate0035(db: WritableDatabase): void {
  db.exec(`
    CREATE TABLE kept_reading (
      photo INTEGER PRIMARY KEY REFERENCES photo (id) ON DELETE CASCADE,
      sha256 TEXT NOT NULL,
      language TEXT,
      reading TEXT NOT NULL
    ) STRICT;
  `);
}
