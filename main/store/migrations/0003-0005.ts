import type { WritableDatabase } from '../database.ts';

/** Datasets with versions, and jobs of any kind in `shared/contract/job.ts`. */
export function migrate0003(db: WritableDatabase): void {
  db.exec(jobColumns);
  db.exec(sampleTables);
  db.exec(datasetTables);
}

/** No CHECK for the kinds of jobs: the schema in the code lists them, and new ones need no migration. */
const jobColumns = `
  ALTER TABLE job ADD COLUMN sort TEXT NOT NULL DEFAULT 'import';
  UPDATE job SET sort = kind;
  ALTER TABLE job DROP COLUMN kind;
  ALTER TABLE job RENAME COLUMN sort TO kind;

  CREATE TABLE dataset_outcome (
    job INTEGER PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
    outcome TEXT NOT NULL
  ) STRICT;
`;

/**
 * Rows in these tables never change; a changed label is another sample. image: an object's
 * bytes. crop: a place on it; quad is JSON, 'null' for the whole image; look: see main/imaging/hashes/pictureHash.ts.
 * sample: line is its line of a manifest, digest that line's SHA-256; the other columns say it again, for
 * queries. set_sample: key_order is the key in UTF-16BE, which SQLite orders as manifests do.
 */
const sampleTables = `
  CREATE TABLE image (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    format TEXT NOT NULL
  ) STRICT;

  CREATE TABLE crop (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    image INTEGER NOT NULL REFERENCES image (id),
    quad TEXT NOT NULL,
    look BLOB,
    UNIQUE (image, quad)
  ) STRICT;

  CREATE TABLE crop_reading (
    crop INTEGER NOT NULL REFERENCES crop (id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    readings TEXT NOT NULL,
    PRIMARY KEY (crop, model)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sample (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest BLOB NOT NULL UNIQUE,
    line TEXT NOT NULL,
    crop INTEGER NOT NULL REFERENCES crop (id),
    key TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('word', 'line', 'page')),
    text TEXT NOT NULL,
    length INTEGER NOT NULL,
    mark TEXT NOT NULL CHECK (mark IN ('text', 'illegible', 'not-text')),
    polygon TEXT,
    split TEXT CHECK (split IN ('train', 'validation', 'test')),
    writer TEXT,
    page TEXT,
    language TEXT,
    source_kind TEXT NOT NULL CHECK (source_kind IN ('person', 'import', 'model')),
    source_name TEXT
  ) STRICT;
  CREATE INDEX sample_by_crop ON sample (crop);

  CREATE TABLE sample_set (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    samples INTEGER,
    images INTEGER
  ) STRICT;

  CREATE TABLE set_sample (
    sample_set INTEGER NOT NULL REFERENCES sample_set (id) ON DELETE CASCADE,
    key_order BLOB NOT NULL,
    sample INTEGER NOT NULL REFERENCES sample (id),
    PRIMARY KEY (sample_set, key_order)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX set_sample_by_sample ON set_sample (sample);
`;

/** contents: the current set of a dataset. A set that a version also uses is copied before a change. */
const datasetTables = `
  CREATE TABLE version (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL UNIQUE,
    contents INTEGER NOT NULL REFERENCES sample_set (id)
  ) STRICT;
  CREATE INDEX version_by_contents ON version (contents);

  CREATE TABLE dataset (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    contents INTEGER NOT NULL REFERENCES sample_set (id),
    head INTEGER REFERENCES version (id),
    is_edited INTEGER NOT NULL DEFAULT 0,
    origin TEXT NOT NULL,
    split_rule TEXT NOT NULL,
    licence TEXT NOT NULL,
    models TEXT NOT NULL,
    made_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE version_record (
    dataset INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
    version INTEGER NOT NULL REFERENCES version (id),
    sequence INTEGER NOT NULL,
    parent TEXT,
    author TEXT NOT NULL,
    note TEXT NOT NULL,
    tags TEXT NOT NULL,
    licence TEXT NOT NULL,
    models TEXT NOT NULL,
    frozen_at TEXT NOT NULL,
    PRIMARY KEY (dataset, version)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX version_record_by_version ON version_record (version);
`;

/** Runs with their curves, evaluations, the origins of models, and the history of promoted models. */
export function migrate0004(db: WritableDatabase): void {
  db.exec(runTables);
  db.exec(modelTables);
}

/**
 * request: in the form of the kind of run. engine: the engine that trained, as JSON; wanted: the requested
 * engine. Samples are those of the last evaluation.
 */
const runTables = `
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
`;

/** evaluation.folder: in the library's folder of evaluations. model_origin: for models of the library. */
const modelTables = `
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
`;

/** Lattices of uncertain words, and the index that finds every word by all of its possible readings. */
export function migrate0005(db: WritableDatabase): void {
  db.exec(latticeTable);
  db.exec(earlierIndex);
  db.exec(indexTables);
}

/** steps: see `shared/prunedPosteriors.ts`. */
const latticeTable = `
  CREATE TABLE lattice (
    word INTEGER PRIMARY KEY REFERENCES word (id) ON DELETE CASCADE,
    steps BLOB NOT NULL
  ) STRICT;
`;

const earlierIndex = `
  DROP TABLE photo_text;
  DROP TABLE posting;
  DROP TABLE term_trigram;
  DROP TABLE term;
`;

/**
 * posting: the possible places of each term, packed in blocks of photos (`index/postingBlock.ts`). fragment:
 * the same for trigrams of uncertain words. vocabulary: the number of words whose best reading is the
 * term; backwards is the term spelt backwards. neighbour: the vocabulary by `deletionKeys`.
 * index_state: the format of the index; empty until it is built (`index/rebuildIndex.ts`).
 */
const indexTables = `
  CREATE TABLE posting (
    term TEXT NOT NULL,
    block INTEGER NOT NULL,
    places BLOB NOT NULL,
    PRIMARY KEY (term, block)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE fragment (
    gram TEXT NOT NULL,
    block INTEGER NOT NULL,
    places BLOB NOT NULL,
    PRIMARY KEY (gram, block)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE vocabulary (
    term TEXT PRIMARY KEY,
    words INTEGER NOT NULL,
    backwards TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX vocabulary_by_ending ON vocabulary (backwards, words);

  CREATE TABLE neighbour (
    key INTEGER NOT NULL,
    term TEXT NOT NULL,
    PRIMARY KEY (key, term)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE index_state (
    format INTEGER NOT NULL
  ) STRICT;
`;
