import { closeSync, openSync, writeSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { expect } from 'vitest';
import { backUp } from '../../main/store/library/backups.ts';
import type { WritableDatabase } from '../../main/store/database.ts';
import { openLibrary } from '../../main/store/library/open.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { listPhotos } from '../../main/store/photos/photos.ts';
import { listWords } from '../../main/store/words/words.ts';
import { addPhoto, pageOf, temporaryFolder } from './library.ts';
import { freeLock } from './lock.ts';

const all = { offset: 0, limit: 1000, status: null } as const;
const never = new AbortController().signal;

/** Of a library's database. */
export const pageBytes = 4096;

/** Writes nonsense over the page on which a table or an index begins. */
export function overwrite(name: string): (path: string) => void {
  return (path) => {
    const db = new Sqlite(path, { readonly: true });
    const root = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name);
    db.close();
    overwritePage(path, Number(root));
  };
}

/**
 * @param page from 1 on
 * @param bytes what is written, of the length of a page
 */
export function overwritePage(
  path: string,
  page: number,
  bytes: Uint8Array = Buffer.alloc(pageBytes, 0xa5),
): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, pageBytes, (page - 1) * pageBytes);
  closeSync(file);
}

/** A library of so many photos with a word each, in a folder of its own; `work` fills it further. */
export async function damagedLibrary(
  photos: number,
  work: (db: WritableDatabase, folder: string) => Promise<void> | void = () => undefined,
  damage: (path: string) => void = () => undefined,
): Promise<string> {
  const folder = temporaryFolder();
  const db = openLibrary(folder);
  for (let photo = 0; photo < photos; photo += 1) addPhoto(db, `${photo}.jpg`, pageOf(`word${photo}`));
  await work(db, folder);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  damage(libraryPaths(folder).database);
  return folder;
}

export async function copyToday(_db: WritableDatabase, folder: string): Promise<void> {
  expect(await backUp({ ...libraryPaths(folder), lock: freeLock }, new Date(), never)).toBe(true);
}

export function textsIn(folder: string): string[] {
  const db = openLibrary(folder);
  try {
    return listPhotos(db, all).flatMap(({ id }) => listWords(db, id).map(({ text }) => text));
  } finally {
    db.close();
  }
}
