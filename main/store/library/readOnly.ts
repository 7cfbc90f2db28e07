import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InkdexError, writingProblem } from '../../../shared/result.ts';
import { fileProblem } from '../../files/fileProblem.ts';
import { formatCount } from '../../../shared/text.ts';
import type { WritableDatabase } from '../database.ts';
import { createFileCheck, createHostLock, readOnlyLock, type HostLock } from './hostLock.ts';
import { isMissing, openLibrary, readyPath } from './open.ts';
import { libraryPaths } from './libraryPaths.ts';

/** An open library. */
export interface OpenPlace {
  readonly db: WritableDatabase;
  readonly lock: HostLock;
  /** Where the database and new pictures are: the library's folder, or a temporary one if that is read-only. */
  readonly folder: string;
  close(): void;
}

/**
 * Opens the library in a folder. Creates it if there is none. A library that cannot be written to, for example on a DVD, is
 * opened as a copy that goes when it is closed: SQLite cannot read a database in WAL mode without writing beside it, and an
 * older library is migrated. A copy accepts queries only, and no process gets its host lock, so that every change is refused
 * with `library-read-only`.
 *
 * @throws InkdexError as `openLibrary`; `disk-full` without space for the copy
 */
export function openPlace(folder: string): OpenPlace {
  try {
    return isReadOnly(folder) ? openCopy(folder) : openOriginal(folder);
  } catch (thrown) {
    throw fileProblem(folder, thrown);
  }
}

function openOriginal(folder: string): OpenPlace {
  const db = openLibrary(folder);
  const paths = libraryPaths(folder);
  const lock = createHostLock(paths.lock);
  lock.whenTaken(createFileCheck(paths.database));
  return {
    db,
    lock,
    folder,
    close() {
      lock.release();
      db.close();
    },
  };
}

/** Whether a folder has a library in which this process cannot change anything. */
export function isReadOnly(folder: string): boolean {
  const { database } = libraryPaths(folder);
  try {
    if (isMissing(database)) return false;
  } catch {
    // It cannot be read either, which `openLibrary` reports.
    return false;
  }
  const parts = [folder, database, `${database}-wal`, `${database}-shm`];
  return parts.some((path) => existsSync(path) && !isWritable(path));
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function openCopy(folder: string): OpenPlace {
  const copy = mkdtempSync(join(tmpdir(), 'inkdex-read-only-'));
  const remove = (): void => {
    rmSync(copy, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  try {
    copyDatabase(folder, copy);
    const db = openLibrary(copy, undefined, folder);
    // Whatever does not ask for the lock is refused, too: a change of the copy would be lost.
    db.pragma('query_only = ON');
    return {
      db,
      lock: readOnlyLock,
      folder: copy,
      close() {
        db.close();
        remove();
      },
    };
  } catch (thrown) {
    remove();
    throw thrown;
  }
}

const mostCopies = 3;

/** Copies the database and its log of changes as they are at one moment. */
function copyDatabase(folder: string, copy: string): void {
  const { database } = libraryPaths(folder);
  const target = libraryPaths(copy).database;
  const ready = readyPath(database);
  // Of an interrupted repair (see `takeRepaired`).
  const parts = existsSync(ready)
    ? [[ready, target] as const]
    : ([
        [database, target],
        [`${database}-wal`, `${target}-wal`],
      ] as const);
  for (let copies = 0; copies < mostCopies; copies += 1) {
    const before = momentOf(folder);
    for (const [from, to] of parts) copyPart(from, to);
    if (momentOf(folder) === before) return;
  }
  throw new InkdexError(
    'library-busy',
    'Another program is changing this library, which is read-only here. Try again once it has finished.',
  );
}

function copyPart(from: string, to: string): void {
  rmSync(to, { force: true });
  if (!existsSync(from)) return;
  try {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
    // The copy has the permissions of the original.
    chmodSync(to, 0o600);
  } catch (thrown) {
    if (writingProblem(thrown) !== 'disk-full') throw thrown;
    throw new InkdexError(
      'disk-full',
      'The library is read-only, so Inkdex opens a copy of its database, and there is no space for that: it needs ' +
        `${formatCount(Math.ceil(statSync(from).size / 1e6))} MB in ${tmpdir()}. Free some space, or set TMPDIR to a folder ` +
        'on another disk.',
      { cause: thrown },
    );
  }
}

/** Changes whenever the database or its log does. */
function momentOf(folder: string): string {
  const { database } = libraryPaths(folder);
  const files = [database, `${database}-wal`].map((path) => {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found === undefined ? '' : `${found.size} ${found.mtimeNs}`;
  });
  return files.join(', ');
}
