import { basename } from 'node:path';
import type { Labels } from '../../main/labels/service.ts';
import { storeReading } from '../../main/reading/storeReading.ts';
import type { WritableDatabase } from '../../main/store/database.ts';
import { replacePhotoLanguage } from '../../main/store/photos/photoLanguages.ts';
import { listPhotos, requirePhoto } from '../../main/store/photos/photos.ts';
import { listRemovedPhotos, removePhotos, restorePhotos } from '../../main/store/photos/removedPhotos.ts';
import { replacePhotoFile } from '../../main/store/photos/photoFile.ts';
import { rotatePhoto } from '../../main/store/photos/rotatePhoto.ts';
import { listWords } from '../../main/store/words/words.ts';
import { pageLanguages } from '../../shared/contract/pageLanguage.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Random } from '../../shared/random.ts';
import { randomAction, randomPage, readDifferently } from './randomEdits.ts';

const everything = { offset: 0, limit: 1000, status: null } as const;

/** What people made of a library: their words with texts and places, rotations, languages and progress, in it and removed. */
export function workOf(db: WritableDatabase): unknown {
  const removed = listRemovedPhotos(db, { offset: 0, limit: 100 }).map(({ path }) => path);
  const photos = listPhotos(db, everything).map(({ id, path, turn, language, progress }) => {
    const words = listWords(db, id).filter(
      ({ source, boxSource }) => source === 'human' || boxSource === 'human',
    );
    return {
      path,
      turn: words.length === 0 ? null : turn,
      language: words.length === 0 ? null : language,
      progress: words.length === 0 ? null : progress,
      // A later reading may have arranged them anew.
      words: words
        .sort((a, b) => a.id - b.id)
        .map(({ id: word, text, quad, polygon, mark, source, boxSource }) => {
          return { word, text, quad, polygon, mark, source, boxSource };
        }),
    };
  });
  const worked = photos.filter(({ words }) => words.length > 0);
  return {
    photos: worked.sort((a, b) => compareByName(a.path, b.path)),
    removed: removed.sort(compareByName),
  };
}

/** By the files' names first: an export moves photos to other folders. */
function compareByName(a: string, b: string): number {
  return basename(a).localeCompare(basename(b)) || a.localeCompare(b);
}

/** One thing that a person or a model may do to a library. */
export function act(random: Random, db: WritableDatabase, labels: Labels): void {
  const photos = listPhotos(db, everything).map(({ id }) => id);
  const removed = listRemovedPhotos(db, { offset: 0, limit: 100 }).map(({ id }) => id);
  const photo = photos.length === 0 ? undefined : random.pick(photos);
  if (photo === undefined || (removed.length > 0 && random.chance(0.1))) {
    restorePhotos(db, removed.slice(0, 1));
  } else if (random.chance(0.06)) {
    removePhotos(db, [photo], new Date().toISOString());
  } else if (random.chance(0.07)) {
    rotatePhoto(db, requirePhoto(db, photo), random.pick([90, 180, 270] as const));
  } else if (random.chance(0.1)) {
    const { turn } = requirePhoto(db, photo);
    storeReading(
      db,
      photo,
      { ...readDifferently(random, randomPage(random, 12)), turn },
      '2026-01-02T00:00:00.000Z',
    );
  } else if (random.chance(0.04)) {
    replacePhotoLanguage(db, photo, random.pick([null, ...pageLanguages]));
  } else if (random.chance(0.05)) {
    labels.calls.setProgress({ photo, progress: random.pick(['done', 'in-work'] as const) });
  } else {
    edit(random, labels, photo);
  }
}

/** Another program writes into the file of a photo, and turns it. */
export function changeFile(random: Random, db: WritableDatabase): void {
  const photos = listPhotos(db, everything);
  if (photos.length === 0) return;
  const sha256 = Array.from({ length: 64 }, () => random.pick(Array.from('0123456789abcdef'))).join('');
  const identity = { pixels: 'a'.repeat(64), orientation: random.pick([1, 3, 6, 8]) };
  replacePhotoFile(db, random.pick(photos), { sha256, bytes: 2, takenAt: null, identity });
}

function edit(random: Random, labels: Labels, photo: PhotoId): void {
  const found = labels.calls.getLabels({ photo });
  const { revision } = found;
  if (found.undo !== null && random.chance(0.2)) labels.calls.undoLabels({ photo, revision });
  else if (found.redo !== null && random.chance(0.5)) labels.calls.redoLabels({ photo, revision });
  else labels.calls.editLabels({ photo, revision, action: randomAction(random, found, labels) });
}
