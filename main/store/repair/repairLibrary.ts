import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InkdexError } from '../../../shared/result.ts';
import { listBackups } from '../backups.ts';
import type { Database } from '../database.ts';
import { createHostLock } from '../hostLock.ts';
import { libraryVersion } from '../migrate.ts';
import { libraryPaths, openLibrary } from '../open.ts';
import { damageOf, databaseParts, isFull, removeDatabase, withDatabase } from './damage.ts';
import { rebuildDatabase } from './rebuild.ts';
import { salvage, type Salvage, type SalvageListener } from './salvage.ts';
import { setAsideFiles } from './setAsideFiles.ts';
import { readyPath, takeRepaired } from './takeRepaired.ts';

/** How a damaged library was set up again. */
export interface Repair extends Salvage {
  /** itself: all rows could be read, nothing is lost. copy: the newest that is sound. nothing: there was no copy. */
  readonly from: 'itself' | 'copy' | 'nothing';
  /** When the copy was made; milliseconds since 1970. */
  readonly copiedAt: number | null;
  /** Of datasets: those that only the damaged database knew, kept with it. */
  readonly files: number;
  /** Where the damaged database lies now. */
  readonly damaged: string;
}

export interface RepairOptions {
  readonly now?: Date;
  readonly onPhoto?: SalvageListener;
}

/**
 * What is wrong with the database of a library, in SQLite's words; null where nothing is, or where there is none.
 *
 * @param isThorough whether indexes are held against their tables, too, which takes several times as long
 */
export function findDamage(folder: string, isThorough: boolean): string | null {
  const { database } = libraryPaths(folder);
  return existsSync(database) ? damageOf(database, isThorough) : null;
}

/**
 * Sets a library up again whose database is damaged: from all its rows where each can be read, otherwise from its newest
 * copy and the photos that have come or were worked on since. The damaged database is kept, with the files that only it
 * knew. A kill at any moment leaves the damaged one or the repaired one.
 *
 * @returns null where nothing is damaged
 * @throws InkdexError `library-busy` while another process has it open, `disk-full`, `permission-denied`
 */
export function repairLibrary(
  folder: string,
  { now = new Date(), onPhoto = () => undefined }: RepairOptions = {},
): Repair | null {
  takeRepaired(libraryPaths(folder).database);
  if (findDamage(folder, true) === null) return null;
  const { database, lock: lockPath } = libraryPaths(folder);
  const lock = createHostLock(lockPath);
  lock.require();
  const repaired = `${database}.repaired`;
  const damaged = join(folder, 'damaged', now.toISOString().replaceAll(':', '-'));
  try {
    removeDatabase(repaired);
    // First: where there is no room for it, no file of datasets has been moved yet.
    keep(database, damaged);
    const how = rebuildDatabase(database, repaired)
      ? { from: 'itself' as const, copiedAt: null, photos: 0, lost: 0, files: 0 }
      : setUpAgain(folder, { repaired, damaged, onPhoto });
    flush(repaired);
    renameSync(repaired, readyPath(database));
    takeRepaired(database);
    return { ...how, damaged };
  } catch (thrown) {
    // The next time everything is made anew.
    if (!existsSync(readyPath(database))) discard(repaired, damaged);
    if (!isFull(thrown)) throw thrown;
    throw new InkdexError(
      'disk-full',
      'There is no room for a repaired library beside the damaged one. Free some space, and try again.',
      { cause: thrown },
    );
  } finally {
    lock.release();
  }
}

interface SettingUp {
  readonly repaired: string;
  readonly damaged: string;
  readonly onPhoto: SalvageListener;
}

function setUpAgain(folder: string, { repaired, damaged, onPhoto }: SettingUp): Omit<Repair, 'damaged'> {
  const { database, backups } = libraryPaths(folder);
  const copy = listBackups(backups).find(({ path }) => isSound(path));
  if (copy !== undefined) copyFileSync(copy.path, repaired);
  const sound = openLibrary(folder, repaired);
  try {
    // It takes its place, flushed, when all of it is there.
    sound.pragma('synchronous = OFF');
    const brought = salvageFrom(database, sound, onPhoto);
    sound.pragma('synchronous = FULL');
    sound.pragma('wal_checkpoint(TRUNCATE)');
    const files = setAsideFiles(sound, folder, damaged);
    return { from: copy === undefined ? 'nothing' : 'copy', copiedAt: copy?.at ?? null, ...brought, files };
  } finally {
    sound.close();
  }
}

function isSound(path: string): boolean {
  try {
    return damageOf(path, true) === null;
  } catch {
    return false;
  }
}

/** A database of another version, or of which not even the first page can be read, has nothing to bring over. */
function salvageFrom(database: string, sound: Database, onPhoto: SalvageListener): Salvage {
  const nothing = { photos: 0, lost: 0 };
  try {
    return withDatabase(database, { readonly: true }, (damaged) =>
      versionOf(damaged) === libraryVersion ? salvage(damaged, sound, onPhoto) : nothing,
    );
  } catch (thrown) {
    if (isFull(thrown)) throw thrown;
    return nothing;
  }
}

function versionOf(db: Database): number {
  return z.number().parse(db.pragma('user_version', { simple: true }));
}

function flush(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Copies the damaged database: it stays where it is, too, until the repaired one takes its place. */
function keep(database: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const part of databaseParts.filter((each) => existsSync(`${database}${each}`))) {
    copyFileSync(`${database}${part}`, join(folder, `library.sqlite${part}`), constants.COPYFILE_FICLONE);
  }
}

/** Removes what a repair made that came to nothing; files of datasets that lie with the damaged database stay. */
function discard(repaired: string, damaged: string): void {
  removeDatabase(repaired);
  for (const part of databaseParts) {
    rmSync(join(damaged, `library.sqlite${part}`), { recursive: true, force: true });
  }
  if (existsSync(damaged) && readdirSync(damaged).length === 0) rmdirSync(damaged);
}
