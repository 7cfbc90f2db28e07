-- Browsers that have signed in: they outlive a restart.
CREATE TABLE session (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
  token TEXT NOT NULL,
  device TEXT NOT NULL,
  started_at TEXT NOT NULL,
  used_at TEXT NOT NULL
) STRICT;
CREATE INDEX session_token ON session (token);
