-- kind: what a photo is (`main/reader/kindOfPhoto.ts`); null until it is known. left_out: an import did not
-- have it read, because it has no writing.
ALTER TABLE photo ADD COLUMN kind TEXT CHECK (kind IN ('board', 'note', 'document', 'none'));
ALTER TABLE photo ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0 CHECK (left_out IN (0, 1));
