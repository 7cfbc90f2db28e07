-- pixels: what a photo's picture is apart from what programs write beside it (`main/imaging/hashes/pixelHash.ts`); orientation: EXIF's,
-- with which it was last seen. Null until they are known.
ALTER TABLE photo ADD COLUMN pixels TEXT;
ALTER TABLE photo ADD COLUMN orientation INTEGER CHECK (orientation BETWEEN 1 AND 8);
