-- The text that another model had read before a word was read again, until a person has looked at the change.
CREATE TABLE earlier_reading (
  word INTEGER PRIMARY KEY REFERENCES word (id) ON DELETE CASCADE,
  text TEXT NOT NULL,
  recogniser TEXT NOT NULL,
  accepted_at TEXT
) STRICT;
