-- underlined: whether a stroke runs below the word on the photo (`main/imaging/ink/underline.ts`), which tells of headings.
ALTER TABLE word ADD COLUMN underlined INTEGER NOT NULL DEFAULT 0 CHECK (underlined IN (0, 1));
