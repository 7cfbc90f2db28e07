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

/** The result of a repair. */
export interface Repair extends Salvage {
  /** itself: all rows could be read. copy: restored from the latest intact backup. nothing: there was no backup. */
  readonly from: 'itself' | 'copy' | 'nothing';
  /** When the backup was made, in milliseconds since 1970. */
  readonly copiedAt: number | null;
  /** Number of dataset files that only the damaged database contains; they are kept with it. */
  readonly files: number;
  /** The folder of the damaged database. */
  readonly damaged: string;
}

export interface RepairOptions {
  readonly now?: Date;
  readonly onPhoto?: SalvageListener;
}

/**
 * The damage of a library's database, as SQLite describes it; null if there is no damage, or no database.
 *
 * @param isThorough whether to compare indexes with their tables too, which takes several times as long
 */
export function findDamage(folder: string, isThorough: boolean): string | null {
  const { database } = libraryPaths(folder);
  return existsSync(database) ? damageOf(database, isThorough) : null;
}

/**
 * Repairs a library with a damaged database: from all of its rows if every row can be read, otherwise from its latest
 * backup and the photos that were added or changed later. Keeps the damaged database with the files that only it
 * contains. A kill at any moment leaves either the damaged or the repaired database.
 *
 * @returns null if nothing is damaged
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
    // First, so that no dataset file has been moved yet if the disk is full.
    keep(database, damaged);
    const how = rebuildDatabase(database, repaired)
      ? { from: 'itself' as const, copiedAt: null, photos: 0, lost: 0, files: 0 }
      : setUpAgain(folder, { repaired, damaged, onPhoto });
    flush(repaired);
    renameSync(repaired, readyPath(database));
    takeRepaired(database);
    return { ...how, damaged };
  } catch (thrown) {
    // The next repair starts again from the beginning.
    if (!existsSync(readyPath(database))) discard(repaired, damaged);
    if (!isFull(thrown)) throw thrown;
    throw new InkdexError(
      'disk-full',
      'The disk has not enough space for the repaired library. Free some space and try again.',
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
    // It replaces the damaged database only when it is complete and flushed.
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

/** Whether photos can be recovered: not from a database of another version, or with an unreadable first page. */
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

/** Copies the damaged database. The original stays in place until the repaired database replaces it. */
function keep(database: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const part of databaseParts.filter((each) => existsSync(`${database}${each}`))) {
    copyFileSync(`${database}${part}`, join(folder, `library.sqlite${part}`), constants.COPYFILE_FICLONE);
  }
}

/** Deletes the files of a failed repair, except dataset files that are kept with the damaged database. */
function discard(repaired: string, damaged: string): void {
  removeDatabase(repaired);
  for (const part of databaseParts) {
    rmSync(join(damaged, `library.sqlite${part}`), { recursive: true, force: true });
  }
  if (existsSync(damaged) && readdirSync(damaged).length === 0) rmdirSync(damaged);
}
