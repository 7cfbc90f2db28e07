import { z } from 'zod';
import {
  photoIdSchema,
  type Photo,
  type PhotoId,
  type PhotoIdentity,
} from '../../../shared/contract/photo.ts';
import { addRotations, inverseRotation, type Rotation } from '../../../shared/rotation.ts';
import { transaction, sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import { journalNewFile, journalPhotos } from '../words/journal.ts';
import { deletePhotos, findPhotos, replacePhotoPath } from './photos.ts';
import type { PictureIdentity } from './pictureFacts.ts';
import { rotatePhoto } from './rotatePhoto.ts';

/** The file of a photo as it is now. */
export interface ChangedFile extends Pick<PhotoIdentity, 'sha256' | 'bytes' | 'takenAt' | 'pictures'> {
  readonly identity: PictureIdentity | null;
}

const identityRow = z.object({
  id: photoIdSchema,
  pixels: z.string().nullable(),
  orientation: z.number().nullable(),
});

export function replacePictureIdentity(
  db: WritableDatabase,
  id: PhotoId,
  { pixels, orientation }: PictureIdentity,
): void {
  db.run(sql`UPDATE photo SET pixels = ${pixels}, orientation = ${orientation} WHERE id = ${id}`);
}

/**
 * The photo with the same picture at a path, whatever another program has written beside it in its file.
 *
 * @returns undefined if there is none, or it lies in its file in a way that no rotation makes of the other
 */
export function findPhotoOfPicture(
  db: ReadableDatabase,
  path: string,
  identity: PictureIdentity,
): Photo | undefined {
  const rows = db.all(
    identityRow,
    sql`SELECT id, pixels, orientation FROM photo WHERE path = ${path} AND pixels = ${identity.pixels}`,
  );
  const [found] = rows.filter((row) => rotationBetween(row.orientation ?? 1, identity.orientation) !== null);
  return found === undefined ? undefined : findPhotos(db, [found.id])[0];
}

const fileRow = z.object({ path: z.string(), sha256: z.string() });

/** The file of another photo that is the same picture, stored in the same way. */
export function findOtherFile(db: ReadableDatabase, sha256: string): z.infer<typeof fileRow> | undefined {
  return db.first(
    fileRow,
    sql`SELECT other.path, other.sha256 FROM photo JOIN photo AS other USING (pixels, orientation)
      WHERE photo.sha256 = ${sha256} AND other.id <> photo.id AND other.status <> 'missing' LIMIT 1`,
  );
}

/**
 * Makes one photo of two that are the same picture: it is in the albums of both, has their tags, and the language and progress
 * that a person gave one of them.
 */
export function joinPhotos(db: WritableDatabase, kept: PhotoId, other: PhotoId): void {
  transaction(db, () => {
    db.run(sql`INSERT OR IGNORE INTO collection_photo (collection, photo)
      SELECT collection, ${kept} FROM collection_photo WHERE photo = ${other}`);
    db.run(sql`UPDATE photo SET language = coalesce(photo.language, other.language),
        progress = CASE WHEN other.progress IN ('in-work', 'done') AND photo.progress <> 'done' THEN other.progress
          ELSE photo.progress END
      FROM photo AS other WHERE photo.id = ${kept} AND other.id = ${other}`);
    journalPhotos(db, [other], { isRemoved: true });
    deletePhotos(db, [other]);
    journalPhotos(db, [kept], { isRemoved: false });
  });
}

/**
 * Stores that a photo has another file: with other metadata, or the whole of one that was still being written. Everything
 * that people made of it stays. If EXIF turns it in another way than before, its words turn with it; a photo that was
 * rotated in Inkdex stays as it is shown.
 */
export function replacePhotoFile(db: WritableDatabase, photo: Photo, file: ChangedFile): void {
  const { id, sha256: was } = photo;
  const before = db.first(identityRow, sql`SELECT id, pixels, orientation FROM photo WHERE id = ${id}`);
  const { pixels = null, orientation = 1 } = file.identity ?? {};
  const isSame = pixels !== null && before?.pixels === pixels;
  const by = isSame ? (rotationBetween(before.orientation ?? 1, orientation) ?? 0) : 0;
  // The same pixels are shown as before.
  const turn = addRotations(photo.turn, inverseRotation(by));
  transaction(db, () => {
    db.run(sql`UPDATE photo SET sha256 = ${file.sha256}, bytes = ${file.bytes}, taken_at = ${file.takenAt},
        pictures = ${file.pictures ?? 1}, pixels = ${file.identity?.pixels ?? null},
        orientation = ${file.identity?.orientation ?? null}, turn = ${turn} WHERE id = ${id}`);
    if (photo.status === 'missing') replacePhotoPath(db, id, photo.path);
    journalNewFile(db, id, { ...file, was });
    const [now] = findPhotos(db, [id]);
    if (now !== undefined && photo.turn === 0 && by !== 0) rotatePhoto(db, now, by);
  });
}

/** EXIF's orientations that are rotations, and their mirror images, by clockwise degrees. */
const rotations: readonly ReadonlyMap<number, Rotation>[] = [
  new Map([
    [1, 0],
    [6, 90],
    [3, 180],
    [8, 270],
  ]),
  new Map([
    [2, 0],
    [7, 90],
    [4, 180],
    [5, 270],
  ]),
];

/** By how much a picture is turned further; null if it is mirrored, too. */
function rotationBetween(before: number, now: number): Rotation | null {
  if (before === now) return 0;
  for (const turns of rotations) {
    const [from, to] = [turns.get(before), turns.get(now)];
    if (from !== undefined && to !== undefined) return addRotations(to, inverseRotation(from));
  }
  return null;
}
