import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSidecars, type SidecarParts } from '../../main/library/sidecars.ts';
import type { WritableDatabase } from '../../main/store/database.ts';
import { replacePhotoPath } from '../../main/store/photos/photos.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { blankPng } from './images.ts';
import { addPhoto, pageOf, temporaryFolder, temporaryLibrary } from './library.ts';
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

const noStop = new AbortController().signal;

/** Photos of one word each beside sidecars of others. */
export function galleryWith(sidecars: Record<string, string | Buffer>, photos: readonly string[]) {
  const { db, folder } = temporaryLibrary();
  const gallery = temporaryFolder();
  for (const [name, contents] of Object.entries(sidecars)) writeFileSync(join(gallery, name), contents);
  const ids = photos.map((name) => addFile(db, join(gallery, name), 'tree'));
  const kept = sidecarsOf({ db, folder });
  return {
    ...{ db, folder, ids, gallery, kept },
    write: async () => {
      await kept.calls.setSidecars({ all: true, path: null });
      return await kept.writeNow(noStop);
    },
    text: (name: string) => readFileSync(join(gallery, name), 'utf8'),
  };
}
