-- second: SHA-256 of the second reader that was asked for words in doubt when the photo was read; null where none was.
ALTER TABLE photo ADD COLUMN second TEXT;
