-- only_writing: whether of a folder's new photos only those with writing are read.
ALTER TABLE watched_folder
  ADD COLUMN only_writing INTEGER NOT NULL DEFAULT 0 CHECK (only_writing IN (0, 1));
