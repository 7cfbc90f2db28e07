-- Lattices of uncertain words, and the index that finds every word by all of its possible readings.
-- steps: see `shared/prunedPosteriors.ts`.
CREATE TABLE lattice (
  word INTEGER PRIMARY KEY REFERENCES word (id) ON DELETE CASCADE,
  steps BLOB NOT NULL
) STRICT;

DROP TABLE photo_text;
DROP TABLE posting;
DROP TABLE term_trigram;
DROP TABLE term;

-- posting: the possible places of each term, packed in blocks of photos (`index/postingBlock.ts`). fragment:
-- the same for trigrams of uncertain words. vocabulary: the number of words whose best reading is the
-- term; backwards is the term spelt backwards. neighbour: the vocabulary by `deletionKeys`.
-- index_state: the format of the index; empty until it is built (`index/rebuildIndex.ts`).
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
