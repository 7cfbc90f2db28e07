import { hashFile } from '../files/hashFile.ts';
import type { Photo, PhotoId, PhotoIdentity } from '../../shared/contract/photo.ts';
import type { Size } from '../../shared/geometry.ts';
import { inverseRotation, rotatedSize } from '../../shared/rotation.ts';
import type { ItemResult } from '../jobs/steps.ts';
import type { WritableDatabase } from '../store/database.ts';
import {
  findPhotoByPath,
  findPhotoLastAt,
  replacePhotoPath,
  replacePhotoStatus,
} from '../store/photos/photos.ts';
import type { HashAndKind, PictureIdentity } from '../store/photos/pictureFacts.ts';
import { findPhotoOfPicture, joinPhotos, replacePhotoFile } from '../store/photos/photoFile.ts';
import { replaceHashAndKind } from '../store/photos/photoHashes.ts';
import { isRotationOpen } from '../store/photos/rotatePhoto.ts';
import { removeNoticedFile } from '../store/photos/watchedFolders.ts';
import { hasEdits } from '../store/words/edits.ts';

/** Files of photos that the library knows: by their bytes under another path, or by their path with other bytes. */

export type PhotoFile = Omit<PhotoIdentity, 'format'>;

export interface NewPhotoFile extends PhotoFile {
  /** Null for a known photo, or if they could not be found. */
  readonly hashAndKind: HashAndKind | null;
  /** Null for a known photo. */
  readonly identity: PictureIdentity | null;
}

interface SamePhoto {
  readonly photo: Photo;
  /** Whether the file is the whole of one that was still being written, and is read again. */
  readonly isWhole: boolean;
}

/** The photo at a path, if a file there is its picture with other metadata, or the whole of it. */
export function findSame(
  db: WritableDatabase,
  path: string,
  file: NewPhotoFile,
  isGrown: boolean,
): SamePhoto | undefined {
  const same = file.identity === null ? undefined : findPhotoOfPicture(db, path, file.identity);
  if (same !== undefined) return { photo: same, isWhole: false };
  const begun = findPhotoLastAt(db, path);
  const isStump = begun !== undefined && begun.status !== 'missing' && begun.missing > 0;
  const isWhole = begun !== undefined && (isGrown || isStump) && isSameSize(begun, file);
  return isWhole ? { photo: begun, isWhole } : undefined;
}

/**
 * Gives a photo its changed file: one in which another program has written a rating or keywords, or the whole of one that was
 * still being written.
 */
export function keepChanged(
  db: WritableDatabase,
  { photo, isWhole }: SamePhoto,
  file: NewPhotoFile,
): ItemResult {
  replacePhotoFile(db, photo, file);
  if (!isWhole) return { state: 'duplicate', photo: photo.id };
  if (file.hashAndKind !== null) replaceHashAndKind(db, photo.id, file.hashAndKind);
  replacePhotoStatus(db, photo.id, 'waiting', null);
  return { state: 'done', photo: photo.id };
}

function isSameSize({ turn, ...photo }: Photo, { width, height }: Size): boolean {
  const upright = rotatedSize(photo, inverseRotation(turn));
  return upright.width === width && upright.height === height;
}

/** Whether a file begins with all bytes of the photo that was at its path. */
export async function hasGrown(db: WritableDatabase, path: string, bytes: number): Promise<boolean> {
  const before = findPhotoLastAt(db, path);
  return (
    before !== undefined && before.bytes < bytes && (await hashFile(path, before.bytes)) === before.sha256
  );
}

/** Marks a photo as missing if its path now has another content. */
export function missReplaced(db: WritableDatabase, path: string, now: PhotoId | null): void {
  const replaced = findPhotoByPath(db, path);
  if (replaced === undefined || replaced.id === now) return;
  replacePhotoStatus(db, replaced.id, 'missing', {
    code: 'file-missing',
    message:
      `The file ${path} was replaced by another picture, which is now a separate photo. Import the old file again ` +
      'from any folder, or remove this photo from the library.',
  });
}

/** What a person has worked on: words, or only the photo, which may be rotated, have a language or be done. */
function workOn(db: WritableDatabase, { id, language, progress }: Photo): 'words' | 'photo' | 'none' {
  if (hasEdits(db, id)) return 'words';
  return language !== null || progress === 'done' || !isRotationOpen(db, id) ? 'photo' : 'none';
}

/**
 * Handles known content: a duplicate, or a photo that was moved. A move is recorded only after the file at the old path has been
 * hashed. A photo is identified by the SHA-256 of its file; its path is where the file was last found.
 *
 * @param here another photo at this path whose picture the file is: both become one, that on which a person has worked
 * @returns null if the photo here stays, and takes the file
 */
export function keepKnown(
  db: WritableDatabase,
  known: Photo,
  here: Photo | undefined,
  path: string,
  isMoved: boolean,
): ItemResult | null {
  if (here !== undefined && here.id !== known.id) {
    const [ofHere, ofKnown] = [workOn(db, here), workOn(db, known)];
    if (ofHere === 'words' && ofKnown === 'words') {
      // Two photos on whose words people have worked stay two, each with its words, and with its file where both have moved.
      if (isMoved) replacePhotoPath(db, known.id, path);
      return { state: 'duplicate', photo: known.id };
    }
    const isHereKept = ofHere === 'words' || (ofHere === 'photo' && ofKnown === 'none');
    const [kept, other] = isHereKept ? [here, known] : [known, here];
    joinPhotos(db, kept.id, other.id);
    if (isHereKept) return null;
  }
  missReplaced(db, path, known.id);
  if (isMoved) removeNoticedFile(db, known.path);
  if (isMoved || known.status === 'missing') replacePhotoPath(db, known.id, path);
  return { state: 'duplicate', photo: known.id };
}
