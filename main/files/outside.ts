import { randomBytes } from 'node:crypto';
import { constants, linkSync, openSync, closeSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { chmod, link, lstat, mkdir, open, readdir, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InkdexError, isNotFound } from '../../shared/result.ts';
import { fileProblem } from './fileProblem.ts';
import { isRunning } from './isRunning.ts';
import { usualMode } from './privateFiles.ts';
import { answered, requireOrdinary } from './requireOrdinary.ts';

/**
 * The one door to files outside the library, among which people and other programs keep their own: notes, sidecars,
 * tables of predictions. Only ordinary files are read, no link is followed, a new file takes no name that is taken,
 * and a file is replaced or removed only while it has the bytes that were read before. New files have the permissions that the
 * person's other programs give them: others may read sidecars.
 */

/** A link is an error, and a pipe without a writer does not wait (open(2)). Windows has neither flag, and no such pipes. */
const readingFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * The bytes of an ordinary file; null if nothing has its name.
 *
 * @param mostBytes a larger file is refused before it is read
 * @throws InkdexError `conflict` for a link, a folder, a pipe, a device; `data-invalid` for a larger file;
 * `file-unreadable` for a disk that does not answer; `permission-denied`
 */
export async function readOutside(path: string, mostBytes: number): Promise<Buffer | null> {
  await requireOrdinary(dirname(path));
  return await answered(path, async () => {
    try {
      if (!isOrdinary(path, await lstat(path))) return null;
      const file = await open(path, readingFlags);
      try {
        isOrdinary(path, await file.stat());
        return await readMost(file, path, mostBytes);
      } finally {
        await file.close();
      }
    } catch (thrown) {
      if (isNotFound(thrown)) return null;
      throw fileProblem(path, thrown);
    }
  });
}

/** Always true: what is not ordinary is an error. */
function isOrdinary(path: string, found: Awaited<ReturnType<typeof lstat>>): boolean {
  if (found.isFile()) return true;
  const kind = found.isSymbolicLink()
    ? 'a link'
    : found.isDirectory()
      ? 'a folder'
      : 'a pipe, a socket or a device';
  throw new InkdexError(
    'conflict',
    `${JSON.stringify(path)} is ${kind}; expected a file. It is left as it is. Rename it, or move it away.`,
  );
}

/** A file may grow while it is read: one byte more than allowed is enough to know. */
async function readMost(file: FileHandle, path: string, mostBytes: number): Promise<Buffer> {
  const { size } = await file.stat();
  const bytes = Buffer.allocUnsafe(Math.min(size, mostBytes) + 1);
  let length = 0;
  for (let read = -1; read !== 0 && length < bytes.length; length += read) {
    read = (await file.read(bytes, length, bytes.length - length)).bytesRead;
  }
  if (length > mostBytes) {
    throw new InkdexError(
      'data-invalid',
      `${JSON.stringify(path)} has more than ${String(mostBytes)} bytes, which is too large here. It is left as it is.`,
    );
  }
  return bytes.subarray(0, length);
}

/**
 * Writes a file completely or not at all, in the place of one with known bytes.
 *
 * @param before as `readOutside` gave it; null for a file that is not there yet
 * @returns false if another program has created, changed or removed the file since: nothing is written then
 * @throws InkdexError as `readOutside` does; `disk-full`, `permission-denied`, `file-missing` for a missing folder
 */
export async function replaceOutside(
  path: string,
  before: Buffer | null,
  contents: Uint8Array | string,
): Promise<boolean> {
  const partial = besides(path);
  try {
    await writeNew(partial, contents, before === null ? usualMode() : (await lstat(path)).mode);
    if (before === null) return putNew(partial, path);
    return await withKept(path, before, () => {
      renameSync(partial, path);
    });
  } catch (thrown) {
    if (isNotFound(thrown) && before !== null) return false;
    throw fileProblem(path, thrown);
  } finally {
    await rm(partial, { force: true }).catch(() => undefined);
  }
}

/**
 * Removes a file with known bytes.
 *
 * @returns false if another program has changed it since: it stays then
 * @throws InkdexError as `replaceOutside` does
 */
export async function removeOutside(path: string, before: Buffer): Promise<boolean> {
  return await withKept(path, before, () => {
    unlinkSync(path);
  });
}

/**
 * Makes a folder of our own in a folder of a person, unless it is there.
 *
 * @throws InkdexError `conflict` for a link or a file with its name; `file-missing` where its parent is gone
 */
export async function ownFolder(parent: string, name: string): Promise<string> {
  const path = join(parent, name);
  try {
    await mkdir(path);
    const mode = usualMode(true);
    if (mode !== undefined) await chmod(path, mode).catch(() => undefined);
  } catch (thrown) {
    const found = await lstat(path).catch(() => null);
    if (found === null) throw fileProblem(path, thrown);
    if (!found.isDirectory()) {
      throw new InkdexError(
        'conflict',
        `${JSON.stringify(path)} is a link or a file; expected a folder. It is left as it is. Rename it, or move it away.`,
      );
    }
  }
  return path;
}

/** The names in a folder, without what killed processes have left of their writing, which is removed. */
export async function namesOutside(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const left = names.filter((name) => {
    const pid = /^\.inkdex-(\d+)-[0-9a-f]{16}\.partial$/u.exec(name)?.[1];
    return pid !== undefined && Number(pid) !== process.pid && !isRunning(Number(pid));
  });
  for (const name of left)
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  return names.filter((name) => !left.includes(name));
}

/** Where a file is written before it gets its name: a name that another program can neither know nor have. */
export function besides(path: string): string {
  return join(dirname(path), `.inkdex-${String(process.pid)}-${randomBytes(8).toString('hex')}.partial`);
}

async function writeNew(path: string, contents: Uint8Array | string, mode?: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(contents);
    // Some file systems have no modes.
    if (mode !== undefined) await file.chmod(mode).catch(() => undefined);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Gives a complete file its name. Returns false if another file has it. */
export function putNew(partial: string, path: string): boolean {
  try {
    linkSync(partial, path);
    return true;
  } catch (thrown) {
    if (hasCode(thrown, 'EEXIST')) return false;
  }
  // A file system without hard links, such as exFAT.
  try {
    closeSync(openSync(path, 'wx'));
  } catch (thrown) {
    if (hasCode(thrown, 'EEXIST')) return false;
    throw thrown;
  }
  renameSync(partial, path);
  return true;
}

/**
 * Replaces or removes a file if it has the bytes that it had before. A second name keeps the file meanwhile: what
 * another program writes into it until the end is seen there, and put back.
 */
async function withKept(path: string, before: Buffer, change: () => void): Promise<boolean> {
  const second = besides(path);
  const isKept = await link(path, second).then(
    () => true,
    (thrown: unknown) => {
      if (isNotFound(thrown)) throw thrown;
      return false;
    },
  );
  const kept = isKept ? second : path;
  try {
    const file = statSync(kept);
    if (!(await isAsBefore(kept, before))) return false;
    const now = statSync(path, { throwIfNoEntry: false });
    // Nothing may come between this check and the change.
    if (now?.ino !== file.ino || now.mtimeMs !== file.mtimeMs || now.size !== file.size) return false;
    change();
    const ours = statSync(path, { throwIfNoEntry: false })?.ino;
    if (!isKept || (await isAsBefore(kept, before))) return true;
    if (statSync(path, { throwIfNoEntry: false })?.ino === ours) renameSync(kept, path);
    return false;
  } finally {
    if (isKept) await rm(second, { force: true }).catch(() => undefined);
  }
}

async function isAsBefore(path: string, before: Buffer): Promise<boolean> {
  try {
    return (await readOutside(path, before.length))?.equals(before) === true;
  } catch (thrown) {
    if (thrown instanceof InkdexError && (thrown.code === 'data-invalid' || thrown.code === 'conflict'))
      return false;
    throw thrown;
  }
}

function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}
