-- Runs with their curves, evaluations, the origins of models, and the history of promoted models.
-- request: in the form of the kind of run. engine: the engine that trained, as JSON; wanted: the requested
-- engine. Samples are those of the last evaluation.
CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('train', 'iam', 'corrections')),
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'cancelled', 'done', 'failed')),
  phase TEXT CHECK (phase IN ('importing', 'freezing', 'preparing', 'training', 'evaluating')),
  request TEXT NOT NULL,
  dataset TEXT,
  base_model TEXT NOT NULL,
  base_sha256 TEXT NOT NULL,
  preset TEXT NOT NULL,
  settings TEXT NOT NULL,
  experiment TEXT,
  code TEXT NOT NULL,
  wanted TEXT,
  engine TEXT,
  machine TEXT NOT NULL,
  words INTEGER,
  step INTEGER NOT NULL DEFAULT 0,
  total_steps INTEGER,
  words_per_second REAL,
  best TEXT,
  notices TEXT NOT NULL DEFAULT '[]',
  result TEXT,
  error_code TEXT,
  error_message TEXT,
  created_at TEXT NOT NULL,
  started_at TEXT,
  finished_at TEXT
) STRICT;
CREATE INDEX run_by_state ON run (state, id);

CREATE TABLE run_point (
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  loss REAL NOT NULL,
  learning_rate REAL NOT NULL,
  words_per_second REAL NOT NULL,
  PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_evaluation (
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  evaluation TEXT NOT NULL,
  PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_samples (
  run INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
  samples TEXT NOT NULL
) STRICT;

-- evaluation.folder: in the library's folder of evaluations. model_origin: for models of the library.
CREATE TABLE evaluation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  model TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  dataset TEXT NOT NULL,
  split TEXT CHECK (split IN ('train', 'validation', 'test')),
  run INTEGER REFERENCES run (id) ON DELETE SET NULL,
  words INTEGER NOT NULL,
  skipped TEXT NOT NULL,
  greedy TEXT NOT NULL,
  decoder TEXT NOT NULL,
  folder TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX evaluation_by_run ON evaluation (run);
CREATE INDEX evaluation_by_sha256 ON evaluation (sha256);

CREATE TABLE model_origin (
  model TEXT PRIMARY KEY,
  run INTEGER REFERENCES run (id) ON DELETE SET NULL,
  base TEXT,
  base_sha256 TEXT,
  dataset TEXT,
  added_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE promotion (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('detector', 'recogniser')),
  model TEXT NOT NULL,
  previous TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
