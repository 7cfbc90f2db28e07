-- Tokens of programs that use the library over HTTP.
CREATE TABLE api_token (
  name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
  scopes TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
