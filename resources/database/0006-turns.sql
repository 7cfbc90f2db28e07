-- turn: rotation in degrees clockwise, in addition to EXIF; width, height and all quads are those of the rotated photo.
-- turned_by: who rotated it last; reading never changes the user's rotation. turn_revision: the photo's revision when
-- it was last rotated; coordinates of earlier revisions are in another rotation.
ALTER TABLE photo ADD COLUMN turn INTEGER NOT NULL DEFAULT 0 CHECK (turn IN (0, 90, 180, 270));
ALTER TABLE photo ADD COLUMN turned_by TEXT NOT NULL DEFAULT 'reading'
  CHECK (turned_by IN ('reading', 'person'));
ALTER TABLE photo ADD COLUMN turn_revision INTEGER NOT NULL DEFAULT 0;
