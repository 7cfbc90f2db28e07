-- look: perceptual hash of a photo without its rotation (`main/imaging/hashes/photoHash.ts`); null until it is computed.
ALTER TABLE photo ADD COLUMN look BLOB CHECK (length(look) = 16);
