-- The source and mark of each word, the journal of edits, and the places of words that the user deleted.
ALTER TABLE photo ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE photo ADD COLUMN progress TEXT NOT NULL DEFAULT 'new'
  CHECK (progress IN ('new', 'read', 'in-work', 'done'));
UPDATE photo SET progress = 'read' WHERE read_at IS NOT NULL;

-- detected: the box by which a model detected the word; null for one that the user drew. doubt: see
-- `doubtOf`. Lines are numbered without gaps from here on, so that they follow from the order alone.
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

-- before, after: the complete words that an edit changed, as JSON. dropped: undone and then replaced by another edit.
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
