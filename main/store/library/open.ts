import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { InkdexError, writingProblem } from '../../../shared/result.ts';
import { counted } from '../../../shared/text.ts';
import { backUpBefore } from './backups.ts';
import { translated, sql, type ReadableDatabase, WritableDatabase } from '../database.ts';
import { libraryPaths } from './libraryPaths.ts';
import { applicationId, libraryVersion, migrate } from './migrate.ts';
import { keepJournal } from '../words/journal.ts';
import { requireOrdinaryNow } from '../../files/requireOrdinary.ts';
import { followFolder } from '../photos/paths.ts';
import { closeFolder } from '../../files/privateFiles.ts';
import { requireIndex } from '../index/rebuildIndex.ts';
import { databaseParts } from '../repair/damage.ts';

/**
 * Files of a library that lie beside a missing, empty or foreign database: backups, models, pages, thumbnails, uploads, images and
 * versions of datasets, the journal. A folder with such files is a damaged library, never a new one: the journal lies in every
 * library from the first time that it was opened.
 *
 * @returns what lies there, for a message; null if the folder holds no part of a library
 */
export function describeLeftovers(folder: string): string | null {
  const { database, journal, backups, models, pages, cache, inbox, objects, versions } = libraryPaths(folder);
  const kinds: readonly (readonly [string, string])[] = [
    ['backup', backups],
    ['model', models],
    ['PDF page', pages],
    ['thumbnail', cache],
    ['uploaded file', inbox],
    ['dataset image', objects],
    ['dataset version', versions],
  ];
  const found = kinds
    .map(([noun, path]) => ({ noun, files: filesBelow(path) }))
    .filter(({ files }) => files > 0)
    .map(({ noun, files }) => counted(files, noun));
  const log = statSync(`${database}-wal`, { throwIfNoEntry: false });
  // An interrupted creation leaves one, too, beside a database without tables.
  if (log !== undefined && log.size > 0 && isMissing(database)) found.push('a log of changes');
  if (existsSync(journal)) found.push('a journal of edits');
  return found.length === 0 ? null : found.join(', ');
}

function filesBelow(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
    .length;
}

/** Whether there is no database, or a file of at most one byte in its place, which SQLite takes for a new database. */
export function isMissing(database: string): boolean {
  return (statSync(database, { throwIfNoEntry: false })?.size ?? 0) <= 1;
}

/** Whether a database has neither tables nor a version: its creation was interrupted, or it was replaced by an empty one. */
export function isEmpty(db: WritableDatabase): boolean {
  return pragma(db, 'user_version') === 0 && countTables(db) === 0;
}

/**
 * Opens the library in a folder. Creates it if there is none.
 *
 * @param path the path of the database, if it is not in its usual place yet
 * @param original the folder of which this one is a copy: paths of its files stay paths below it
 * @throws InkdexError `library-newer` (written by a later Inkdex), `library-damaged`,
 * `permission-denied`, `disk-full`
 */
export function openLibrary(
  folder: string,
  path = libraryPaths(folder).database,
  original = folder,
): WritableDatabase {
  makeFolders(folder);
  takeRepaired(path);
  const isNew = isMissing(path);
  if (isNew && path === libraryPaths(folder).database) refuseLeftovers(folder);
  const db = translated(() => new WritableDatabase(path));
  try {
    prepare(db, { folder, path, isNew, original });
    const usual = libraryPaths(folder);
    if (path === usual.database) keepJournal(db, usual.journal);
  } catch (thrown) {
    db.close();
    throw thrown;
  }
  return db;
}

/** @throws InkdexError `library-damaged` where parts of a library lie beside its missing database */
function refuseLeftovers(folder: string): void {
  const leftovers = describeLeftovers(folder);
  if (leftovers === null) return;
  throw new InkdexError(
    'library-damaged',
    `The database of the library ${folder} is missing or empty, but other parts of the library are there: ` +
      `${leftovers}. To restore it from the latest backup, run: inkdex doctor --repair`,
  );
}

/** SQLite's page cache in each process, for repeated searches in a large library. */
const cachedKibibytes = 64 * 1024;

interface Opening {
  readonly folder: string;
  readonly path: string;
  readonly isNew: boolean;
  readonly original: string;
}

function prepare(db: WritableDatabase, { folder, path, isNew, original }: Opening): void {
  translated(() => {
    db.pragma('busy_timeout = 5000');
    if (isNew) {
      db.pragma(`application_id = ${applicationId}`);
    } else {
      checkIdentity(db, folder, path);
    }
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma(`cache_size = ${-cachedKibibytes}`);
    migrate(db, () => {
      backUpBefore(db, libraryPaths(folder).backups);
    });
    requireIndex(db);
    followFolder(db, resolve(original));
  });
}

function checkIdentity(db: WritableDatabase, folder: string, path: string): void {
  const found = pragma(db, 'application_id');
  const version = pragma(db, 'user_version');
  // A kill between the two first writes of a library leaves an empty file without the mark.
  if (isEmpty(db)) {
    if (path === libraryPaths(folder).database) refuseLeftovers(folder);
    db.pragma(`application_id = ${applicationId}`);
    return;
  }
  if (found !== applicationId) {
    throw new InkdexError(
      'library-damaged',
      `${path} is a database of another program (application ${found}, expected ` +
        `${applicationId}). Choose another folder with --library, or move the file.`,
    );
  }
  if (version > libraryVersion) {
    throw new InkdexError(
      'library-newer',
      `The library ${path} has version ${version} of a newer Inkdex; this Inkdex supports up to ` +
        `version ${libraryVersion}. Install the newer Inkdex, or choose another folder with --library.`,
    );
  }
}

/** Whether a readable database was written by another program. */
export function isForeign(db: WritableDatabase): boolean {
  return pragma(db, 'application_id') !== applicationId && countTables(db) > 0;
}

function pragma(db: WritableDatabase, name: 'application_id' | 'user_version'): number {
  return z.number().parse(db.pragma(name, { simple: true }));
}

function countTables(db: ReadableDatabase): number {
  return db.count(sql`SELECT count(*) FROM sqlite_schema`);
}

function makeFolders(folder: string): void {
  const { cache, models, inbox, objects, versions } = libraryPaths(folder);
  requireOrdinaryNow(folder);
  try {
    const isOurs = isOwnFolder(folder);
    for (const path of [cache, models, inbox, objects, versions]) mkdirSync(path, { recursive: true });
    if (isOurs) closeFolder(folder);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new InkdexError(
      writingProblem(thrown) ?? 'permission-denied',
      `The library folder ${folder} cannot be created: ${reason}. Choose another folder with --library.`,
      { cause: thrown },
    );
  }
}

/** Whether a folder is a library, empty or missing, rather than a folder of the person with other files. */
export function isOwnFolder(folder: string): boolean {
  return !existsSync(folder) || existsSync(libraryPaths(folder).database) || readdirSync(folder).length === 0;
}

/** The path of a complete repaired database that will replace the damaged one. */
export function readyPath(database: string): string {
  return `${database}.ready`;
}

/**
 * Replaces the damaged database, which was copied before, with a complete repaired one, if there is one. After a kill, the
 * next process that opens the library continues here. The log of the damaged database must not be applied to either.
 */
export function takeRepaired(database: string): void {
  if (!existsSync(readyPath(database))) return;
  for (const part of databaseParts.slice(1)) rmSync(`${database}${part}`, { force: true });
  renameSync(readyPath(database), database);
}
