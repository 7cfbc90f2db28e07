-- The reading of a photo by the models that read it before the last ones, so that going back to them needs no new one.
CREATE TABLE kept_reading (
  photo INTEGER PRIMARY KEY REFERENCES photo (id) ON DELETE CASCADE,
  sha256 TEXT NOT NULL,
  language TEXT,
  reading TEXT NOT NULL
) STRICT;
