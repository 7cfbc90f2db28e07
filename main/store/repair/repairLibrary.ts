import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { basename, join, parse } from 'node:path';
import Sqlite from 'better-sqlite3';
import { InkdexError } from '../../../shared/result.ts';
import { listBackups, listVersionBackups, type Backup } from '../library/backups.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';
import { fileProblem } from '../../files/fileProblem.ts';
import { flushFile } from '../../files/flush.ts';
import { createHostLock, readOnlyLock } from '../library/hostLock.ts';
import {
  describeLeftovers,
  isEmpty,
  isForeign,
  isMissing,
  openLibrary,
  readyPath,
  takeRepaired,
} from '../library/open.ts';
import { libraryPaths } from '../library/libraryPaths.ts';
import { libraryVersion, versionOf } from '../library/migrate.ts';
import { findJournalBackup, readJournal, type JournalEntry } from '../words/journal.ts';
import { countPhotos } from '../photos/photos.ts';
import { isReadOnly } from '../library/readOnly.ts';
import { damageOf, databaseParts, isFull, removeDatabase, withDatabase } from './damage.ts';
import {
  finish,
  isReadable,
  rebuildDatabase,
  salvage,
  salvageNothing,
  type Salvage,
  type SalvageListener,
} from './salvage.ts';
import { listUnreadableRows, mendRows, namesOf, type MendedRows } from './mendRows.ts';
import { isDamage } from './readRows.ts';
import { recoverRows, type Recovered } from './recoverRows.ts';
import { replayJournal } from './replayJournal.ts';
import { findKnownImages, findKnownVersions } from '../datasets/datasetVersions.ts';

/** The result of a repair. */
export interface Repair extends Salvage, MendedRows {
  /** itself: all rows could be read. copy: restored from the latest intact backup. nothing: there was no backup. */
  readonly from: 'itself' | 'copy' | 'nothing';
  /** When the backup was made, in milliseconds since 1970. */
  readonly copiedAt: number | null;
  /** Number of words that people had changed and that only the journal still had. */
  readonly typed: number;
  /** Number of dataset files that only the damaged database contains; they are kept with it. */
  readonly files: number;
  /** The folder of the damaged database; null if there was no database and nothing else had to be kept. */
  readonly damaged: string | null;
}

interface RepairOptions {
  readonly now?: Date;
  readonly onPhoto?: SalvageListener;
}

/**
 * The damage of a library's database, as SQLite describes it; null if there is no damage, or no library. A missing, empty
 * or foreign database is damage if other parts of a library lie beside it.
 *
 * @param isThorough whether to compare indexes with their tables and to read all words too, which takes several times
 *   as long
 */
export function findDamage(folder: string, isThorough: boolean): string | null {
  const { database } = libraryPaths(folder);
  const absence = findAbsence(folder);
  if (absence !== null) return absence;
  if (isMissing(database)) return null;
  const damage = damageOf(database, isThorough);
  if (damage !== null || !isThorough) return damage;
  if (!isReadableHere(database)) return 'the contents of a photo or of its words are changed';
  const rows = withDatabase(database, { readonly: true }, (db) =>
    versionOf(db) === libraryVersion ? listUnreadableRows(db) : [],
  );
  return rows.length === 0 ? null : `the contents are changed of: ${namesOf(rows)}`;
}

/** Why a folder with other parts of a library has no database of Inkdex; null if it has one, or no such parts. */
function findAbsence(folder: string): string | null {
  const { database } = libraryPaths(folder);
  const absence = isMissing(database)
    ? 'it is missing or empty'
    : holds(database, isForeign)
      ? 'it is of another program'
      : holds(database, isEmpty)
        ? 'it has no tables'
        : null;
  const leftovers = absence === null ? null : describeLeftovers(folder);
  return absence === null || leftovers === null ? null : `${absence}, and beside it are: ${leftovers}`;
}

function holds(database: string, is: (db: WritableDatabase) => boolean): boolean {
  try {
    return withDatabase(database, { readonly: true }, is);
  } catch {
    // An unreadable database is examined by damageOf.
    return false;
  }
}

/**
 * Repairs a library with a damaged database: from all of its rows if every row can be read, otherwise from its latest
 * backup and the photos that were added or changed later. Keeps the damaged database with the files that only it
 * contains. A kill at any moment leaves either the damaged or the repaired database.
 *
 * @returns null if nothing is damaged
 * @throws InkdexError `library-read-only`, `library-busy` while another process has it open, `disk-full`, `permission-denied`
 */
export function repairLibrary(
  folder: string,
  { now = new Date(), onPhoto = () => undefined }: RepairOptions = {},
): Repair | null {
  if (isReadOnly(folder)) readOnlyLock.require();
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
    const isAbsent = findAbsence(folder) !== null;
    const how =
      !isAbsent && rebuildDatabase(database, repaired) && isReadableHere(repaired)
        ? { from: 'itself' as const, copiedAt: null, ...nothing, ...replayInto(folder, repaired), files: 0 }
        : setUpAgain(folder, { repaired, damaged, onPhoto });
    flushFile(repaired);
    renameSync(repaired, readyPath(database));
    takeRepaired(database);
    return { ...how, damaged: removeIfEmpty(damaged) ? null : damaged };
  } catch (thrown) {
    // The next repair starts again from the beginning.
    if (!existsSync(readyPath(database))) discard(repaired, damaged);
    if (!isFull(thrown)) throw fileProblem(folder, thrown);
    throw new InkdexError(
      'disk-full',
      'The disk has not enough space for the repaired library. Free some space and try again.',
      { cause: thrown },
    );
  } finally {
    lock.release();
  }
}

/** Whether the photos and words of a database of this build's version can be read. Another one is migrated when it is opened. */
function isReadableHere(repaired: string): boolean {
  return withDatabase(repaired, { readonly: true }, versionOf) !== libraryVersion || isReadable(repaired);
}

const nothing: Salvage = { photos: 0, lost: [], unread: [], ended: [], rows: 0 };

/** Mends rows of a database that was rebuilt, and adds what people typed, if it has this build's version. */
function replayInto(folder: string, repaired: string): MendedRows & Pick<Repair, 'typed'> {
  if (withDatabase(repaired, { readonly: true }, versionOf) !== libraryVersion)
    return { typed: 0, mended: 0, lostRows: [] };
  const sound = openLibrary(folder, repaired);
  try {
    const rows = mendRows(sound, orderedBackups(folder));
    const { words } = replayJournal(sound, readJournal(libraryPaths(folder).journal));
    sound.pragma('wal_checkpoint(TRUNCATE)');
    return { typed: words, ...rows };
  } finally {
    sound.close();
  }
}

interface SettingUp {
  readonly repaired: string;
  readonly damaged: string;
  readonly onPhoto: SalvageListener;
}

function setUpAgain(folder: string, { repaired, damaged, onPhoto }: SettingUp): Omit<Repair, 'damaged'> {
  const { database } = libraryPaths(folder);
  const entries = readJournal(libraryPaths(folder).journal);
  const ordered = orderedBackups(folder);
  const copy = ordered.find(({ path }) => isSound(path));
  const rows = `${repaired}-rows`;
  for (const path of [repaired, rows]) removeDatabase(path);
  let sound: WritableDatabase | undefined;
  try {
    const recovered = recover(database, copy === undefined ? repaired : rows, entries);
    const finished = copy === undefined && recovered !== null ? finish(recovered, onPhoto) : null;
    if (finished !== null) recovered?.db.close();
    if (copy !== undefined) copyFileSync(copy.path, repaired);
    sound = openLibrary(folder, repaired);
    // It replaces the damaged database only when it is complete and flushed.
    sound.pragma('synchronous = OFF');
    const brought =
      finished ?? (recovered === null ? salvageNothing(sound) : salvage(recovered, sound, onPhoto));
    recovered?.db.close();
    const mended = mendRows(sound, ordered);
    // Photos that only the journal still has count as recovered.
    const known = countPhotos(sound);
    const { words: typed } = replayJournal(sound, entries);
    const photos = brought.photos + Math.max(0, countPhotos(sound) - known);
    sound.pragma('synchronous = FULL');
    sound.pragma('wal_checkpoint(TRUNCATE)');
    const files = setAsideFiles(sound, folder, damaged);
    return {
      from: copy === undefined ? 'nothing' : 'copy',
      copiedAt: copy?.at ?? null,
      ...brought,
      ...mended,
      photos,
      typed,
      files,
    };
  } finally {
    sound?.close();
    removeDatabase(rows);
  }
}

/** Newest first, but before all others the one that the journal goes on from: a wrong clock may have dated it wrongly. */
function orderedBackups(folder: string): Pick<Backup, 'path' | 'at'>[] {
  const { journal, backups } = libraryPaths(folder);
  const continued = findJournalBackup(journal);
  const copies = [...listBackups(backups), ...listVersionBackups(backups)];
  return [...copies.filter(({ path }) => basename(path) === continued), ...copies];
}

function isSound(path: string): boolean {
  try {
    return damageOf(path, true) === null;
  } catch {
    return false;
  }
}

/** What can be read of a database; null if that is nothing: it is of another program. */
function recover(database: string, path: string, entries: readonly JournalEntry[]): Recovered | null {
  if (
    holds(
      database,
      (damaged) => isForeign(damaged) || isEmpty(damaged) || versionOf(damaged) > libraryVersion,
    )
  )
    return null;
  try {
    const recovered = withDatabase(database, { readonly: true }, (damaged) =>
      recoverRows(damaged, path, entries),
    );
    if (recovered.rows > 0) return recovered;
    recovered.db.close();
    removeDatabase(path);
    return null;
  } catch (thrown) {
    if (isFull(thrown) || !(isDamage(thrown) || thrown instanceof Sqlite.SqliteError)) throw thrown;
    removeDatabase(path);
    return null;
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
  removeIfEmpty(damaged);
}

function removeIfEmpty(folder: string): boolean {
  if (!existsSync(folder) || readdirSync(folder).length > 0) return false;
  rmdirSync(folder);
  return true;
}

/**
 * Moves images and manifests of datasets that are not in the new database to the folder of the damaged one, because the
 * next garbage collection would delete them. Returns how many.
 */
function setAsideFiles(sound: ReadableDatabase, folder: string, damaged: string): number {
  const from = libraryPaths(folder);
  const to = libraryPaths(damaged);
  const manifests = namesIn(from.versions);
  const versions = findKnownVersions(
    sound,
    manifests.map((name) => parse(name).name),
  );
  let moved = moveOthers(from.versions, to.versions, manifests, (name) => versions.has(parse(name).name));
  for (const part of namesIn(from.objects)) {
    const names = namesIn(join(from.objects, part));
    const images = findKnownImages(sound, names);
    moved += moveOthers(join(from.objects, part), join(to.objects, part), names, (name) => images.has(name));
  }
  return moved;
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function moveOthers(
  from: string,
  to: string,
  names: readonly string[],
  isKnown: (name: string) => boolean,
): number {
  const others = names.filter((name) => !isKnown(name));
  if (others.length > 0) mkdirSync(to, { recursive: true });
  for (const name of others) renameSync(join(from, name), join(to, name));
  return others.length;
}
