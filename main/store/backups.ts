import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { freeBytes } from '../files/freeBytes.ts';
import { join } from 'node:path';
import { z } from 'zod';
import { InkdexError } from '../../shared/result.ts';
import { translated, type Database } from './database.ts';
import type { HostLock } from './hostLock.ts';
import { removeDatabase } from './repair/damage.ts';
import { damageBeside } from './repair/damageBeside.ts';

/** Backups of a library's database: one a day, and one before each migration. */
export interface Backups {
  /** Starts making a backup in the background on each day with a change. */
  start(): void;
  /** Stops. Discards an unfinished backup. */
  close(): Promise<void>;
}

export interface BackupParts {
  readonly db: Database;
  /** Path of the database. */
  readonly path: string;
  readonly folder: string;
  readonly lock: HostLock;
}

/** Delay of the first backup after the start, and the interval between checks whether another is due. */
export interface BackupTimes {
  readonly firstMs: number;
  readonly everyMs: number;
}

const usualTimes: BackupTimes = { firstMs: 60_000, everyMs: 3_600_000 };
/** Number of latest backups to keep. Fewer if they would take more than this size, but always at least one. */
const keptCopies = 7;
const keptBytes = 2 * 1024 ** 3;
/** Disk space that must stay free after a backup. */
const spareBytes = 1e9;
/** Pages copied in one turn of the event loop: a fraction of a millisecond. */
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
        // A failed backup is tried again. Other work reports a problem with the disk.
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
 * Makes a backup of the database, unless another process is the library's host, today's backup exists, nothing has
 * changed since the last one, or the disk is too full.
 *
 * @returns whether a backup was made
 * @throws InkdexError `library-damaged` when the copy is damaged, so that intact backups are kept; other errors; the
 *   signal's reason. No part of the copy is left then
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
  if ((await freeBytes(folder)) < statSync(path).size + spareBytes) return false;
  // Of all days: a killed process leaves a partial backup.
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
    // The files that SQLite created next to a finished backup while checking it.
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
    `library.sqlite is damaged (${damage}), so Inkdex keeps the existing backups and makes no new ones. Close Inkdex ` +
      'and run: inkdex doctor --repair',
  );
}

/** Makes a backup before a migration, so that the earlier Inkdex can still open it. */
export function backUpBefore(db: Database, folder: string): void {
  const version = z.number().parse(db.pragma('user_version', { simple: true }));
  const copy = join(folder, `library-of-version-${version}.sqlite`);
  mkdirSync(folder, { recursive: true });
  rmSync(copy, { force: true });
  translated(() => db.prepare('VACUUM INTO ?').run(copy));
}

export interface Backup {
  readonly path: string;
  readonly bytes: number;
  /** When the backup was made, in milliseconds since 1970. */
  readonly at: number;
}

/**
 * The backups by day, latest first. Backups with a date in the future were made with a wrong clock, at an unknown time, so
 * they come last.
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

/** The database file or its write-ahead log changes with every write. */
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

/** The name of a backup, by the local date: library-2026-11-22.sqlite. */
function nameOf(day: Date): string {
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
  return `library-${parts.map((part) => String(part).padStart(2, '0')).join('-')}.sqlite`;
}
