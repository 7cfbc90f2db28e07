import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createNotes, type NotesParts } from '../../main/library/notes.ts';
import { blankPng } from './images.ts';
import { labelsOf } from './labels.ts';
import { temporaryFolder } from './library.ts';
import { freeLock } from './lock.ts';

/** Notes of a library in which each photo has the same picture. */
export function notesOf(parts: Partial<NotesParts> & Pick<NotesParts, 'db' | 'folder'>, quietMs = 10) {
  const picture = join(temporaryFolder(), 'picture.jpg');
  writeFileSync(picture, blankPng(4, 4));
  return createNotes(
    {
      lock: freeLock,
      announce: () => undefined,
      pictures: { find: () => Promise.resolve({ path: picture, etag: '' }) },
      onPhotos: () => undefined,
      editLabels: (args) => labelsOf(parts.db).calls.editLabels(args),
      ...parts,
    },
    quietMs,
  );
}
