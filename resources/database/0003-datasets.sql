-- Datasets with versions, and jobs of any kind in `shared/contract/job.ts`.
-- No CHECK for the kinds of jobs: the schema in the code lists them, and new ones need no migration.
ALTER TABLE job ADD COLUMN sort TEXT NOT NULL DEFAULT 'import';
UPDATE job SET sort = kind;
ALTER TABLE job DROP COLUMN kind;
ALTER TABLE job RENAME COLUMN sort TO kind;

CREATE TABLE dataset_outcome (
  job INTEGER PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
  outcome TEXT NOT NULL
) STRICT;

-- Rows in these tables never change; a changed label is another sample. image: an object's
-- bytes. crop: a place on it; quad is JSON, 'null' for the whole image; look: see main/imaging/hashes/pictureHash.ts.
-- sample: line is its line of a manifest, digest that line's SHA-256; the other columns say it again, for
-- queries. set_sample: key_order is the key in UTF-16BE, which SQLite orders as manifests do.
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

-- contents: the current set of a dataset. A set that a version also uses is copied before a change.
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
