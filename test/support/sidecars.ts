import { writeFileSync } from 'node:fs';
import { createSidecars, type SidecarParts } from '../../main/library/sidecars.ts';
import type { WritableDatabase } from '../../main/store/database.ts';
import { replacePhotoPath } from '../../main/store/photos/photos.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { blankPng } from './images.ts';
import { addPhoto, pageOf } from './library.ts';
import { freeLock } from './lock.ts';

export function sidecarsOf(parts: Partial<SidecarParts> & Pick<SidecarParts, 'db' | 'folder'>) {
  return createSidecars(
    { lock: freeLock, announce: () => undefined, onPhotos: () => undefined, ...parts },
    10,
  );
}

/** A photo with a file of its own, outside the library. */
export function addFile(db: WritableDatabase, path: string, text: string): PhotoId {
  writeFileSync(path, blankPng(4, 4));
  const photo = addPhoto(db, path, pageOf(text));
  replacePhotoPath(db, photo, path);
  return photo;
}
