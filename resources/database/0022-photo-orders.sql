-- Indexes for the orders of the library: last added, and by file name (the last part of the path).
CREATE INDEX photo_by_adding ON photo (added_at DESC, id DESC);
CREATE INDEX photo_by_name ON photo (
  replace(replace(path, '\', '/'), rtrim(replace(path, '\', '/'), replace(replace(path, '\', '/'), '/', '')), '')
    COLLATE NOCASE, id
);
CREATE INDEX photo_by_folder ON photo (path COLLATE NOCASE, id);
