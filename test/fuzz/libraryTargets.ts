import { readFileSync } from 'node:fs';
import { openLibrary } from '../../main/store/library/open.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { findDamage, repairLibrary } from '../../main/store/repair/repairLibrary.ts';
import { listPhotoIds } from '../../main/store/photos/photos.ts';
import { listWords } from '../../main/store/words/words.ts';
import { InkdexError } from '../../shared/result.ts';
import { labelsOf, typeOver } from '../support/labels.ts';
import { addPhoto, pageOf } from '../support/library.ts';
import type { Seed } from './seeds.ts';
import type { Target } from './targets.ts';

const journal = 'journal.jsonl';
const database = 'library.sqlite';
const typed = ['ink', 'tree', 'queue', 'stack'];

/**
 * The files of a library that are damaged with it: its journal, from which alone it is restored, and its database, after
 * whose repair all words of a person must be there.
 *
 * @param folder is created, for the library that the seeds are made of
 */
export function libraryTargets(folder: string): Target[] {
  const files = writeLibrary(folder);
  const bytes = (name: string): Uint8Array => files.get(name) ?? new Uint8Array();
  const whole: Seed = { files, damaged: [database], opened: '' };
  const onlyJournal: Seed = { files: new Map([[journal, bytes(journal)]]), damaged: [journal], opened: '' };
  return [
    { name: 'library database', seeds: [whole], open: (path) => openDamaged(path, true) },
    { name: 'library journal', seeds: [onlyJournal], open: (path) => openDamaged(path, false) },
  ];
}

/** A library with typed words, which its journal has, too. */
function writeLibrary(folder: string): Map<string, Uint8Array> {
  const db = openLibrary(folder);
  const labels = labelsOf(db);
  for (const [index, text] of typed.entries()) {
    const photo = addPhoto(db, `${index}.jpg`, pageOf('a b c'));
    typeOver(labels, photo, text);
  }
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  const paths = libraryPaths(folder);
  return new Map([
    [database, readFileSync(paths.database)],
    [journal, readFileSync(paths.journal)],
  ]);
}

/** Opens a library as the app does, repairs it as `inkdex doctor --repair` does, and opens it again. */
function openDamaged(folder: string, hasAllWords: boolean): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const isDamaged = findDamage(folder, true) !== null;
    try {
      openLibrary(folder).close();
    } catch (thrown) {
      if (!isDamaged || !(thrown instanceof InkdexError)) throw thrown;
    }
    const lost = lostAfterRepair(folder);
    // Changed bytes of a text are no damage that can be found.
    if (isDamaged && hasAllWords && lost.length > 0) throw new Error(`Lost: ${lost.join(', ')}`);
    resolve([]);
  });
}

/** Nothing may refuse a library that is being repaired. @returns the typed words that are not there any more */
function lostAfterRepair(folder: string): string[] {
  try {
    repairLibrary(folder);
    const db = openLibrary(folder);
    const photos = listPhotoIds(db);
    const texts = photos.flatMap((photo) => listWords(db, photo).map(({ text }) => text));
    db.close();
    return typed.filter((text) => !texts.includes(text));
  } catch (thrown) {
    throw new Error('The library cannot be repaired.', { cause: thrown });
  }
}
