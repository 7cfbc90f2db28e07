-- A photo can be read in seven languages. SQLite changes no CHECK of a column, so another column takes its place.
ALTER TABLE photo ADD COLUMN chosen TEXT CHECK (chosen IN
  ('english', 'french', 'german', 'dutch', 'italian', 'spanish', 'portuguese'));
UPDATE photo SET chosen = language WHERE language IS NOT NULL;
ALTER TABLE photo DROP COLUMN language;
ALTER TABLE photo RENAME COLUMN chosen TO language;
