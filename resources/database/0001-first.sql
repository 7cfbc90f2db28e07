-- Photos, their words and readings, the search index, and jobs that survive a restart.
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

-- posting: the possible places of each term, packed in blocks of photos (`index/postingBlock.ts`). fragment:
-- the same for trigrams of uncertain words. vocabulary: the number of words whose best reading is the
-- term; backwards is the term spelt backwards. neighbour: the vocabulary by `deletionKeys`.
-- index_state: the format of the index; empty until it is built (`index/rebuildIndex.ts`).
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
