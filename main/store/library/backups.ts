import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { failureOf, InkdexError } from '../../../shared/result.ts';
import { hasPassed } from '../../../shared/wallClock.ts';
import { copyBeside } from './backupThread.ts';
import { translated, type WritableDatabase } from '../database.ts';
import { fileProblem } from '../../files/fileProblem.ts';
import { freeBytes } from '../../files/freeBytes.ts';
import { flushFile, flushFolder } from '../../files/flush.ts';
import type { HostLock } from './hostLock.ts';
import { journalState, shortenJournal } from '../words/journal.ts';
import { damageOf, removeDatabase } from '../repair/damage.ts';

/** Backups of a library's database: on each day with changes, after work of a person, and before each migration. */
export type Backups = ReturnType<typeof createBackups>;

export interface BackupParts {
  /** Paths as `libraryPaths` gives them. */
  readonly database: string;
  readonly journal: string;
  readonly backups: string;
  readonly lock: HostLock;
}

/** When backups are made. */
export interface BackupTimes {
  /** Interval between checks whether a backup is due. The first comes after one interval. */
  readonly checkMs: number;
  /** Longest time for which the first work is only in the journal of a library without a backup. */
  readonly firstMs: number;
  /** Longest time for which work is only in the journal. */
  readonly workMs: number;
  /** Most changes that are only in the journal. */
  readonly workEntries: number;
  /** Delay of the next attempt after a failed one. */
  readonly retryMs: number;
}

const usualTimes: BackupTimes = {
  checkMs: 60_000,
  firstMs: 5_000,
  workMs: 600_000,
  workEntries: 200,
  retryMs: 3_600_000,
};
/** Backups are kept for so many latest days with changes: the last of each day, and of today the last few. */
const keptDays = 7;
const keptOfToday = 3;
/** Fewer if they would take more than this size, but always at least one. */
const keptBytes = 2 * 1024 ** 3;
/** Disk space that must stay free after a backup, and after the first one, without which a damaged page costs what is on it. */
const spareBytes = 1e9;
const firstSpareBytes = 100e6;

/** The number counts the backups of a day from 2. */
const copyName = /^library-(?<day>\d{4}-\d{2}-\d{2})(?:-(?<number>\d+))?\.sqlite$/u;
const versionName = /^library-of-version-\d+\.sqlite$/u;
const unfinished = '.partial';

export function createBackups(parts: BackupParts, times: BackupTimes = usualTimes) {
  const closing = new AbortController();
  const never = new AbortController().signal;
  let timer: NodeJS.Timeout | undefined;
  let isDamaged = false;
  let work: Promise<unknown> = Promise.resolve();

  let checkedAt = Date.now();

  function next(afterMs: number): void {
    timer = setTimeout(() => {
      work = check().then(
        (intervalMs) => {
          if (!closing.signal.aborted) next(intervalMs);
        },
        (thrown: unknown) => {
          report(thrown);
          if (!isDamaged && !closing.signal.aborted) next(times.retryMs);
        },
      );
    }, afterMs).unref();
  }

  /** Returns the time to the next check. */
  async function check(): Promise<number> {
    const { entries, since } = journalState(parts.journal);
    const isFirst = listBackups(parts.backups).length === 0;
    const workMs = isFirst ? Math.min(times.firstMs, times.workMs) : times.workMs;
    const isWorkDue = entries >= times.workEntries || (since !== null && hasPassed(since, workMs));
    // Until there is a backup, the library is checked more often.
    const isDayDue = !isFirst || hasPassed(checkedAt, times.checkMs);
    if (entries > 0 ? isWorkDue : isDayDue) {
      checkedAt = Date.now();
      if (await backUp(parts, new Date(), closing.signal)) return times.checkMs;
    }
    return isFirst ? Math.min(times.firstMs, times.checkMs) : times.checkMs;
  }

  /** A journal that cannot be read must not keep the library from closing. */
  async function saveWork(): Promise<void> {
    if (journalState(parts.journal).entries > 0) await backUp(parts, new Date(), never);
  }

  function report(thrown: unknown): void {
    // A failed backup is tried again. Other work reports a problem with the disk.
    isDamaged = thrown instanceof InkdexError && thrown.code === 'library-damaged';
    if (isDamaged) console.error(failureOf(thrown).message);
  }

  return {
    /** Starts making backups in the background. */
    start(): void {
      if (timer === undefined) next(Math.min(times.firstMs, times.checkMs));
    },
    /** Stops. Makes a last backup if a person has worked since the last one. */
    async close(): Promise<void> {
      if (timer === undefined || closing.signal.aborted) return;
      clearTimeout(timer);
      closing.abort();
      await work;
      if (!isDamaged) await saveWork().catch(report);
    },
  };
}

/**
 * Makes a backup of the database, unless another process is the library's host, or the disk is too full, or there is
 * nothing to save: no work of a person, and either a backup of today or no change since the last one. The journal then
 * goes on from the backup.
 *
 * @returns whether a backup was made
 * @throws InkdexError `library-damaged` when the copy is damaged, so that intact backups are kept; other errors; the
 *   signal's reason. No part of the copy is left then
 */
export async function backUp(
  { database, journal, backups: folder, lock }: BackupParts,
  now: Date,
  signal: AbortSignal,
): Promise<boolean> {
  if (!lock.claim()) return false;
  mkdirSync(folder, { recursive: true });
  const today = dayOf(now);
  const last = listBackups(folder, now).find(({ day }) => day <= today);
  // All of it is stored: an edit is written to the journal and to the database in one go.
  const { entries, bytes } = journalState(journal);
  const isUnchanged = last !== undefined && (last.day === today || last.at >= changedAt(database));
  if (entries === 0 && isUnchanged) return false;
  const spare = last === undefined ? firstSpareBytes : spareBytes;
  if ((await freeBytes(folder)) < statSync(database).size + spare) return false;
  // Of all days: a killed process leaves a partial backup.
  for (const name of namesIn(folder)) if (name.includes(unfinished)) rmSync(join(folder, name));
  const number = last?.day === today ? last.number + 1 : 1;
  const copy = join(folder, `library-${today}${number === 1 ? '' : `-${number}`}.sqlite`);
  const partial = `${copy}${unfinished}`;
  try {
    requireNoDamage(await copyBeside({ database, copy: partial }, signal));
    flushFile(partial);
    renameSync(partial, copy);
    flushFolder(folder);
  } finally {
    // The files that SQLite created next to a finished backup while checking it.
    removeDatabase(partial);
  }
  if (existsSync(journal)) shortenJournal(journal, bytes, basename(copy));
  for (const { path: old } of surplus(listBackups(folder, now), today)) rmSync(old, { force: true });
  return true;
}

function requireNoDamage(damage: string | null): void {
  if (damage === null) return;
  throw new InkdexError(
    'library-damaged',
    `library.sqlite is damaged (${damage}), so Inkdex keeps the existing backups and makes no new ones. Close Inkdex ` +
      'and run: inkdex doctor --repair',
  );
}

/**
 * Makes a backup before a migration, so that the earlier Inkdex can still open it.
 *
 * @throws InkdexError `library-damaged`; `disk-full`
 */
export function backUpBefore(db: WritableDatabase, folder: string): void {
  const version = z.number().parse(db.pragma('user_version', { simple: true }));
  const copy = join(folder, `library-of-version-${version}.sqlite`);
  const partial = `${copy}${unfinished}`;
  mkdirSync(folder, { recursive: true });
  try {
    removeDatabase(partial);
    translated(() => db.prepare('VACUUM INTO ?').run(partial));
    requireNoDamage(damageOf(partial, false));
    flushFile(partial);
    renameSync(partial, copy);
    flushFolder(folder);
  } finally {
    removeDatabase(partial);
  }
}

export interface Backup {
  readonly path: string;
  /** The local date: 2026-11-22. */
  readonly day: string;
  /** Counts the backups of a day from 1. */
  readonly number: number;
  readonly bytes: number;
  /** When the backup was made, in milliseconds since 1970. */
  readonly at: number;
}

/**
 * The backups of days, latest first. Backups with a date in the future were made with a wrong clock, at an unknown time, so
 * they come last.
 */
export function listBackups(folder: string, now = new Date()): Backup[] {
  const today = dayOf(now);
  return namesIn(folder)
    .flatMap((name): Backup[] => {
      const { day, number = '1' } = copyName.exec(name)?.groups ?? {};
      return day === undefined ? [] : [{ ...fileAt(join(folder, name)), day, number: Number(number) }];
    })
    .sort(
      (a, b) =>
        Number(a.day > today) - Number(b.day > today) || b.day.localeCompare(a.day) || b.number - a.number,
    );
}

/** The backups that were made before migrations, latest first. */
export function listVersionBackups(folder: string): Omit<Backup, 'day' | 'number'>[] {
  return namesIn(folder)
    .filter((name) => versionName.test(name))
    .map((name) => fileAt(join(folder, name)))
    .sort((a, b) => b.at - a.at);
}

function fileAt(path: string): Pick<Backup, 'path' | 'bytes' | 'at'> {
  const { size, mtimeMs } = statSync(path);
  return { path, bytes: size, at: mtimeMs };
}

/** @param copies latest first */
function surplus(copies: readonly Backup[], today: string): Backup[] {
  const days = new Set<string>();
  let ofToday = 0;
  let bytes = 0;
  return copies.filter(({ day, bytes: size }, index) => {
    if (day === today) ofToday += 1;
    const isKept = day === today ? ofToday <= keptOfToday : !days.has(day);
    days.add(day);
    if (isKept) bytes += size;
    return !isKept || days.size > keptDays || (index > 0 && bytes > keptBytes);
  });
}

/** The database file or its write-ahead log changes with every write. */
function changedAt(path: string): number {
  const times = [path, `${path}-wal`].map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return Math.max(...times);
}

/** An unreadable folder is an error: a repair without its backups would lose what they have. */
function namesIn(folder: string): string[] {
  try {
    return existsSync(folder) ? readdirSync(folder) : [];
  } catch (thrown) {
    throw fileProblem(folder, thrown);
  }
}

/** The local date: 2026-11-22. */
function dayOf(time: Date): string {
  const parts = [time.getFullYear(), time.getMonth() + 1, time.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}
