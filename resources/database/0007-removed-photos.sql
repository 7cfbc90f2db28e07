-- Photos that were removed from the library and can be restored. content: all rows of the photo
-- (`removedPhotos.ts`); words: the number of its words; confirmed: the number of confirmed ones.
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
