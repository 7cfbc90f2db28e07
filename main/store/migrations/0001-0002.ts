import type { WritableDatabase } from '../database.ts';

/** Photos, their words and readings, the search index, and jobs that survive a restart. */
export function migrate0001(db: WritableDatabase): void {
  db.exec(photoTables);
  db.exec(wordTables);
  db.exec(indexTables);
  db.exec(jobTables);
}

const photoTables = `
  CREATE TABLE photo (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    taken_at TEXT,
    added_at TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'reading', 'read', 'failed', 'missing')),
    error_code TEXT,
    error_message TEXT,
    word_count INTEGER NOT NULL DEFAULT 0,
    read_at TEXT,
    detector TEXT,
    recogniser TEXT
  ) STRICT;
  CREATE INDEX photo_by_time ON photo (coalesce(taken_at, added_at) DESC, id DESC);
  CREATE INDEX photo_by_path ON photo (path);
  CREATE INDEX photo_by_status ON photo (status);

  CREATE TABLE failed_file (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE,
    error_code TEXT NOT NULL,
    error_message TEXT NOT NULL,
    failed_at TEXT NOT NULL
  ) STRICT;
`;

const wordTables = `
  CREATE TABLE word (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    photo INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    line INTEGER NOT NULL,
    x REAL NOT NULL,
    y REAL NOT NULL,
    width REAL NOT NULL,
    height REAL NOT NULL,
    quad TEXT NOT NULL,
    text TEXT NOT NULL,
    confidence REAL NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('model', 'human'))
  ) STRICT;
  CREATE INDEX word_by_photo ON word (photo, position);

  CREATE TABLE alternative (
    word INTEGER NOT NULL REFERENCES word (id) ON DELETE CASCADE,
    rank INTEGER NOT NULL,
    text TEXT NOT NULL,
    confidence REAL NOT NULL,
    PRIMARY KEY (word, rank)
  ) STRICT, WITHOUT ROWID;
`;

/** photo_text: one row for each photo with its folded terms in reading order. term_trigram: the vocabulary. */
const indexTables = `
  CREATE VIRTUAL TABLE photo_text USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
  );

  CREATE TABLE term (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE VIRTUAL TABLE term_trigram USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'trigram', detail = none
  );

  CREATE TABLE posting (
    term INTEGER NOT NULL REFERENCES term (id),
    word INTEGER NOT NULL REFERENCES word (id) ON DELETE CASCADE,
    photo INTEGER NOT NULL,
    probability REAL NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (term, word)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX posting_by_word ON posting (word);
`;

const jobTables = `
  CREATE TABLE job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('import', 'read')),
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'cancelled', 'done', 'failed')),
    title TEXT NOT NULL,
    request TEXT NOT NULL,
    follows INTEGER REFERENCES job (id) ON DELETE SET NULL,
    total INTEGER,
    done INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    duplicates INTEGER NOT NULL DEFAULT 0,
    error_code TEXT,
    error_message TEXT,
    created_at TEXT NOT NULL,
    finished_at TEXT
  ) STRICT;
  CREATE INDEX job_by_state ON job (state);
  CREATE INDEX job_by_follows ON job (follows);

  CREATE TABLE job_item (
    job INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    path TEXT,
    photo INTEGER,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'duplicate', 'failed')),
    PRIMARY KEY (job, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX job_item_by_state ON job_item (job, state, position);

  CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/** The source and mark of each word, the journal of edits, and the places of words that the user deleted. */
export function migrate0002(db: WritableDatabase): void {
  db.exec(photoColumns);
  db.exec(wordColumns);
  db.exec(editTables);
}

const photoColumns = `
  ALTER TABLE photo ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE photo ADD COLUMN progress TEXT NOT NULL DEFAULT 'new'
    CHECK (progress IN ('new', 'read', 'in-work', 'done'));
  UPDATE photo SET progress = 'read' WHERE read_at IS NOT NULL;
`;

/**
 * detected: the box by which a model detected the word; null for one that the user drew. doubt: see
 * `doubtOf`. Lines are numbered without gaps from here on, so that they follow from the order alone.
 */
const wordColumns = `
  ALTER TABLE word ADD COLUMN box_source TEXT NOT NULL DEFAULT 'model'
    CHECK (box_source IN ('model', 'human'));
  ALTER TABLE word ADD COLUMN mark TEXT NOT NULL DEFAULT 'text'
    CHECK (mark IN ('text', 'illegible', 'not-text'));
  ALTER TABLE word ADD COLUMN made_by TEXT NOT NULL DEFAULT '{"kind":"person"}';
  ALTER TABLE word ADD COLUMN changed_at TEXT NOT NULL DEFAULT '';
  ALTER TABLE word ADD COLUMN polygon TEXT;
  ALTER TABLE word ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE word ADD COLUMN detected TEXT;
  ALTER TABLE word ADD COLUMN doubt REAL NOT NULL DEFAULT 0;

  UPDATE word SET changed_at = coalesce(photo.read_at, photo.added_at) FROM photo WHERE photo.id = word.photo;
  UPDATE word SET box_source = 'human' WHERE source = 'human';
  UPDATE word SET
    made_by = json_object('kind', 'model', 'sha256', photo.recogniser),
    detected = json_array(x, y, word.width, word.height),
    doubt = 0.6 * (1 - confidence) + 0.4 * (1 - confidence + coalesce(
      (SELECT second.confidence FROM alternative AS second WHERE second.word = word.id AND second.rank = 1), 0))
    FROM photo WHERE photo.id = word.photo AND word.source = 'model' AND photo.recogniser IS NOT NULL;
  UPDATE word SET line = numbered.line FROM (
      SELECT id, dense_rank() OVER (PARTITION BY photo ORDER BY line) - 1 AS line FROM word
    ) AS numbered WHERE numbered.id = word.id AND numbered.line <> word.line;

  CREATE INDEX word_by_doubt ON word (photo, doubt DESC) WHERE source = 'model' AND mark = 'text';
`;

/** before, after: the complete words that an edit changed, as JSON. dropped: undone and then replaced by another edit. */
const editTables = `
  CREATE TABLE edit (
    photo INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    title TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('done', 'undone', 'dropped')),
    PRIMARY KEY (photo, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX edit_by_state ON edit (photo, state, sequence);

  CREATE TABLE tombstone (
    word INTEGER PRIMARY KEY,
    photo INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
    region TEXT NOT NULL
  ) STRICT;
  CREATE INDEX tombstone_by_photo ON tombstone (photo);
`;
