-- Favourites, albums and tags. The names of two albums, or of two tags, differ in more than case.
CREATE TABLE collection (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('favourites', 'album', 'tag')),
  name TEXT NOT NULL CHECK (name <> '')
) STRICT;
CREATE UNIQUE INDEX collection_name ON collection (kind, name COLLATE NOCASE);
INSERT INTO collection (id, kind, name) VALUES (1, 'favourites', 'Favourites');
CREATE TABLE collection_photo (
  collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
  photo INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
  PRIMARY KEY (collection, photo)
) STRICT, WITHOUT ROWID;
CREATE INDEX collection_photo_of ON collection_photo (photo, collection);
