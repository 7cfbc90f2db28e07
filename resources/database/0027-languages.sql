-- language: that a person chose for reading, null where the reader finds it. languages: the shares that the last reading
-- found by itself, as JSON.
ALTER TABLE photo ADD COLUMN language TEXT CHECK (language IN ('english', 'french', 'german'));
ALTER TABLE photo ADD COLUMN languages TEXT;
