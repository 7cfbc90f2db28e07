import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { InkdexError, writingProblem } from '../../shared/result.ts';
import { backUpBefore } from './backups.ts';
import { count, translated, type Database } from './database.ts';
import { followFolder } from './followFolder.ts';
import { requireIndex } from './index/rebuildIndex.ts';
import { libraryVersion, migrate } from './migrate.ts';
import { takeRepaired } from './repair/takeRepaired.ts';
import { sql } from './sql.ts';

/** "Inkd": marks the file as an Inkdex library, to reject databases of other programs. */
const applicationId = 0x496e6b64;

/** The files and folders of a library. */
export interface LibraryPaths {
  readonly database: string;
  readonly lock: string;
  readonly cache: string;
  /** Backups of the database. */
  readonly backups: string;
  readonly models: string;
  readonly inbox: string;
  /** Rendered pages of PDFs. */
  readonly pages: string;
  /** Images of datasets, each named by its SHA-256. */
  readonly objects: string;
  /** Manifests of dataset versions. */
  readonly versions: string;
  /** Temporary files of dataset imports. */
  readonly scratch: string;
}

export function libraryPaths(folder: string): LibraryPaths {
  return {
    database: join(folder, 'library.sqlite'),
    lock: join(folder, 'host.lock'),
    cache: join(folder, 'cache'),
    backups: join(folder, 'backups'),
    models: join(folder, 'models'),
    inbox: join(folder, 'inbox'),
    pages: join(folder, 'pages'),
    objects: join(folder, 'datasets', 'objects'),
    versions: join(folder, 'datasets', 'versions'),
    scratch: join(folder, 'datasets', 'scratch'),
  };
}

/**
 * Opens the library in a folder. Creates it if there is none.
 *
 * @param path the path of the database, if it is not in its usual place yet
 * @throws InkdexError `library-newer` (written by a later Inkdex), `library-damaged`,
 * `permission-denied`, `disk-full`
 */
export function openLibrary(folder: string, path = libraryPaths(folder).database): Database {
  makeFolders(folder);
  takeRepaired(path);
  const isNew = !existsSync(path) || statSync(path).size === 0;
  const db = translated(() => new Sqlite(path));
  try {
    prepare(db, { folder, path, isNew });
  } catch (thrown) {
    db.close();
    throw thrown;
  }
  return db;
}

/** SQLite's page cache in each process, for repeated searches in a large library. */
const cachedKibibytes = 64 * 1024;

interface Opening {
  readonly folder: string;
  readonly path: string;
  readonly isNew: boolean;
}

function prepare(db: Database, { folder, path, isNew }: Opening): void {
  translated(() => {
    db.pragma('busy_timeout = 5000');
    if (isNew) {
      db.pragma(`application_id = ${applicationId}`);
    } else {
      checkIdentity(db, path);
    }
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma(`cache_size = ${-cachedKibibytes}`);
    migrate(db, () => {
      backUpBefore(db, libraryPaths(folder).backups);
    });
    requireIndex(db);
    followFolder(db, resolve(folder));
  });
}

function checkIdentity(db: Database, path: string): void {
  const found = pragma(db, 'application_id');
  const version = pragma(db, 'user_version');
  // A kill between the two first writes of a library leaves an empty file without the mark.
  const isEmpty = version === 0 && countTables(db) === 0;
  if (isEmpty) {
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

function pragma(db: Database, name: 'application_id' | 'user_version'): number {
  return z.number().parse(db.pragma(name, { simple: true }));
}

function countTables(db: Database): number {
  return count(db, sql`SELECT count(*) FROM sqlite_schema`);
}

function makeFolders(folder: string): void {
  const { cache, models, inbox, objects, versions } = libraryPaths(folder);
  try {
    for (const path of [cache, models, inbox, objects, versions]) mkdirSync(path, { recursive: true });
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new InkdexError(
      writingProblem(thrown) ?? 'permission-denied',
      `The library folder ${folder} cannot be created: ${reason}. Choose another folder with --library.`,
      { cause: thrown },
    );
  }
}
