-- The last readings of a photo, each as its models gave it, below what a person has changed (`main/store/words/keptReadings.ts`).
-- Before, a reading was kept without the words that a person had corrected: that is no reading.
CREATE TABLE reading_by_models (
  photo INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
  detector TEXT NOT NULL,
  recogniser TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  language TEXT,
  reading TEXT NOT NULL,
  PRIMARY KEY (photo, detector, recogniser)
) STRICT;
INSERT INTO reading_by_models SELECT photo, reading ->> 'detector', reading ->> 'recogniser', sha256, language, reading
  FROM kept_reading WHERE photo NOT IN (SELECT photo FROM edit UNION SELECT photo FROM tombstone
    UNION SELECT photo FROM word WHERE source = 'human' OR box_source = 'human');
DROP TABLE kept_reading;
ALTER TABLE reading_by_models RENAME TO kept_reading;
