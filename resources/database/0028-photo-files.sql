-- missing: percent of the rows that the file lacks, by the last reading. pictures: number of pictures in the file.
ALTER TABLE photo ADD COLUMN missing INTEGER NOT NULL DEFAULT 0 CHECK (missing BETWEEN 0 AND 100);
ALTER TABLE photo ADD COLUMN pictures INTEGER NOT NULL DEFAULT 1 CHECK (pictures > 0);
