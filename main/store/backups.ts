import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InkdexError } from '../../shared/result.ts';
import { translated, type Database } from './database.ts';
import type { HostLock } from './hostLock.ts';
import { removeDatabase } from './repair/damage.ts';
import { damageBeside } from './repair/damageBeside.ts';

/** Copies of a library's database: one a day, and one before a later Inkdex changes its form. */
export interface Backups {
  /** From now on keeps a copy of each day on which something changed, in the background. */
  start(): void;
  /** Gives up a copy that is being made; nothing of it stays. */
  close(): Promise<void>;
}

export interface BackupParts {
  readonly db: Database;
  /** Of the database. */
  readonly path: string;
  readonly folder: string;
  readonly lock: HostLock;
}

/** How long after the start the first copy is made, and how often it is seen whether another is due. */
export interface BackupTimes {
  readonly firstMs: number;
  readonly everyMs: number;
}

const usualTimes: BackupTimes = { firstMs: 60_000, everyMs: 3_600_000 };
/** The newest copies that are kept; fewer where they would take more than this, but one in any case. */
const keptCopies = 7;
const keptBytes = 2 * 1024 ** 3;
/** What must stay free beside a copy. */
const spareBytes = 1e9;
/** Copied between two looks at the window: a fraction of a millisecond's work. */
const pagesAtOnce = 64;

const copyName = /^library-\d{4}-\d{2}-\d{2}\.sqlite$/u;
const unfinished = '.partial';

export function createBackups(parts: BackupParts, times: BackupTimes = usualTimes): Backups {
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<unknown> = Promise.resolve();

  function again(): void {
    if (!closing.signal.aborted) next(times.everyMs);
  }
  function next(afterMs: number): void {
    timer = setTimeout(() => {
      work = backUp(parts, new Date(), closing.signal).then(again, (thrown: unknown) => {
        // A copy that cannot be made now is tried again; what is wrong with the disk, other work says.
        if (!(thrown instanceof InkdexError && thrown.code === 'library-damaged')) again();
        else console.error(thrown.message);
      });
    }, afterMs).unref();
  }

  return {
    start() {
      if (timer === undefined) next(times.firstMs);
    },
    async close() {
      clearTimeout(timer);
      closing.abort();
      await work;
    },
  };
}

/**
 * Copies the database as it stands, unless another process is the library's host, today's copy is there, nothing has changed
 * since the last one, or the disk has no room for it.
 *
 * @returns whether a copy was made
 * @throws InkdexError `library-damaged` where the copy is: the sound ones of before are not given up for it; what else
 *   went wrong, or the signal's reason. Then nothing of the copy is left
 */
export async function backUp(
  { db, path, folder, lock }: BackupParts,
  now: Date,
  signal: AbortSignal,
): Promise<boolean> {
  if (!lock.claim()) return false;
  mkdirSync(folder, { recursive: true });
  const copy = join(folder, nameOf(now));
  const last = listBackups(folder, now).find((known) => known.path <= copy);
  if (last !== undefined && (last.path === copy || last.at >= changedAt(path))) return false;
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < statSync(path).size + spareBytes) return false;
  // Of other days too: a process that is killed leaves what it has of one.
  for (const name of namesIn(folder)) if (name.includes(unfinished)) rmSync(join(folder, name));
  const partial = `${copy}${unfinished}`;
  try {
    await db.backup(partial, {
      progress() {
        signal.throwIfAborted();
        return pagesAtOnce;
      },
    });
    await requireSound(partial, signal);
    renameSync(partial, copy);
  } finally {
    // Of one that counts, what SQLite made beside it to look into it.
    removeDatabase(partial);
  }
  for (const { path: old } of surplus(listBackups(folder, now))) rmSync(old, { force: true });
  return true;
}

async function requireSound(copy: string, signal: AbortSignal): Promise<void> {
  const damage = await damageBeside(copy, signal);
  if (damage === null) return;
  throw new InkdexError(
    'library-damaged',
    `library.sqlite is damaged (${damage}), so no copy of it is kept any more beside those from before. Close Inkdex ` +
      'and run: inkdex doctor --repair',
  );
}

/** Copies the database before its form is changed, so that the Inkdex of before can go on with the copy. */
export function backUpBefore(db: Database, folder: string): void {
  const version = z.number().parse(db.pragma('user_version', { simple: true }));
  const copy = join(folder, `library-of-version-${String(version)}.sqlite`);
  mkdirSync(folder, { recursive: true });
  rmSync(copy, { force: true });
  translated(() => db.prepare('VACUUM INTO ?').run(copy));
}

export interface Backup {
  readonly path: string;
  readonly bytes: number;
  /** When it was made; milliseconds since 1970. */
  readonly at: number;
}

/**
 * The copies by day, newest first. Those of days that are still to come were made by a clock that was wrong, before the
 * others or after them: they come last.
 */
export function listBackups(folder: string, now = new Date()): Backup[] {
  const today = nameOf(now);
  return namesIn(folder)
    .filter((name) => copyName.test(name))
    .sort((a, b) => Number(a > today) - Number(b > today) || (a < b ? 1 : -1))
    .map((name) => {
      const path = join(folder, name);
      const { size, mtimeMs } = statSync(path);
      return { path, bytes: size, at: mtimeMs };
    });
}

function surplus(copies: readonly Backup[]): Backup[] {
  let bytes = 0;
  return copies.filter((copy, index) => {
    bytes += copy.bytes;
    return index >= keptCopies || (index > 0 && bytes > keptBytes);
  });
}

/** What is written stands in the log beside the database until SQLite carries it over. */
function changedAt(path: string): number {
  const times = [path, `${path}-wal`].map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return Math.max(...times);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Of the copy of a day where the person is: library-2026-11-22.sqlite. */
function nameOf(day: Date): string {
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
  return `library-${parts.map((part) => String(part).padStart(2, '0')).join('-')}.sqlite`;
}
