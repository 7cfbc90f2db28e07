-- Watched folders, and the files in them that were already imported. A file with the same size and time is not imported
-- again. modified: milliseconds since 1970.
CREATE TABLE watched_folder (
  path TEXT PRIMARY KEY,
  added_at TEXT NOT NULL
) STRICT;
CREATE TABLE noticed_file (
  folder TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  PRIMARY KEY (folder, name)
) STRICT, WITHOUT ROWID;
