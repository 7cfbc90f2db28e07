-- An index to check whether a new file in a watched folder is a removed photo.
CREATE INDEX removed_photo_by_sha256 ON removed_photo (sha256);
