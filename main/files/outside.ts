import { execFile } from 'node:child_process';
import { constants, realpathSync, renameSync, statSync, unlinkSync } from 'node:fs';
import {
  chmod,
  copyFile,
  link,
  lstat,
  mkdir,
  open,
  realpath,
  rm,
  stat,
  type FileHandle,
} from 'node:fs/promises';
import { basename, dirname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { hasCode, InkdexError, isNotFound } from '../../shared/result.ts';
import { fileProblem } from './fileProblem.ts';
import { besides, putNew } from './partialFiles.ts';
import { usualMode } from './privateFiles.ts';
import { answered, requireOrdinary } from './requireOrdinary.ts';

/**
 * The one door to files outside the library, among which people and other programs keep their own: notes, sidecars, results.
 * A file is named in the folder that a person chose, and its own folder really lies in that one: no link leads out of it, in no
 * step. Only ordinary files are read, a new file takes no name that is taken, and a file is replaced or removed only while it has
 * the bytes that were read before. New files have the permissions that the person's other programs give them; a file that is
 * replaced keeps its owner, permissions and attributes, or is left.
 */

/** A link is an error, and a pipe without a writer does not wait (open(2)). Windows has neither flag, and no such pipes. */
const readingFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * The bytes of an ordinary file; null if nothing has its name.
 *
 * @param folder that a person chose; it may itself be a link
 * @param name of the file in it, with folders between, if it has any
 * @param mostBytes a larger file is refused before it is read
 * @throws InkdexError `conflict` for a link, also on the way to it, a folder, a pipe, a device; `data-invalid` for a larger file;
 * `file-unreadable` for a disk that does not answer; `permission-denied`
 */
export async function readOutside(folder: string, name: string, mostBytes: number): Promise<Buffer | null> {
  const path = join(folder, name);
  await requireOrdinary(dirname(path));
  return await answered(path, async () => {
    try {
      requireBelow(folder, path, await realpath(folder), await realpath(dirname(path)));
      if (!isOrdinary(path, await lstat(path))) return null;
      return await readFile(path, mostBytes);
    } catch (thrown) {
      if (isNotFound(thrown)) return null;
      throw fileProblem(path, thrown);
    }
  });
}

/** Reads a file that is no link. */
async function readFile(path: string, mostBytes: number): Promise<Buffer> {
  const file = await open(path, readingFlags);
  try {
    isOrdinary(path, await file.stat());
    return await readMost(file, path, mostBytes);
  } finally {
    await file.close();
  }
}

function requireBelow(folder: string, path: string, root: string, place: string): void {
  if (place === root || place.startsWith(root.endsWith(sep) ? root : root + sep)) return;
  throw new InkdexError(
    'conflict',
    `${JSON.stringify(path)} is not in ${JSON.stringify(folder)}: a link on the way leads elsewhere. It is left as it is. ` +
      'Put a folder in the place of the link.',
  );
}

/** @throws InkdexError `conflict` where a folder on the way to a file leads out of the folder that a person chose */
function requireInside(folder: string, path: string): void {
  requireBelow(folder, path, realpathSync(folder), realpathSync(dirname(path)));
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
 * @throws InkdexError as `readOutside` does; `permission-denied` for a file that may only be read; `conflict` where its owner or
 * attributes cannot be kept; `disk-full`, `file-missing` for a missing folder
 */
export async function replaceOutside(
  folder: string,
  name: string,
  before: Buffer | null,
  contents: Uint8Array | string,
): Promise<boolean> {
  const path = join(folder, name);
  const partial = besides(path);
  try {
    requireInside(folder, path);
    if (before === null) {
      await write(partial, contents, 'wx', usualMode());
      requireInside(folder, path);
      return putNew(partial, path);
    }
    if (!(await copyAttributes(path, partial))) return false;
    await write(partial, contents, fillingFlags);
    return await withKept(folder, path, before, () => {
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
export async function removeOutside(folder: string, name: string, before: Buffer): Promise<boolean> {
  const path = join(folder, name);
  return await withKept(folder, path, before, () => {
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

/** Makes the folders between a folder of a person and a file in it, as `ownFolder` does. */
export async function ownFolders(parent: string, name: string): Promise<void> {
  let path = parent;
  for (const part of normalize(name).split(sep).slice(0, -1)) path = await ownFolder(path, part);
}

/**
 * Writes the file that a person named for a result, in the place of one that has the name.
 *
 * @throws InkdexError as `replaceOutside` does; `conflict` if another program writes it at the same time
 */
export async function writeResult(path: string, contents: string): Promise<void> {
  const [folder, name] = [dirname(path), basename(path)];
  const before = await readOutside(folder, name, mostResultBytes);
  if (await replaceOutside(folder, name, before, contents)) return;
  throw new InkdexError('conflict', `${JSON.stringify(path)} was changed by another program. Try again.`);
}

const mostResultBytes = 2 ** 30;

/** A partial file that `copyAttributes` has made. */
const fillingFlags = constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW;

/** @param mode of a new file; undefined for the usual one, or that of the file that is there */
async function write(
  path: string,
  contents: Uint8Array | string,
  flags: string | number,
  mode?: number,
): Promise<void> {
  const file = await open(path, flags, mode);
  try {
    // Some file systems have no modes.
    if (mode !== undefined) await file.chmod(mode).catch(() => undefined);
    await file.writeFile(contents);
    await file.datasync();
  } finally {
    await file.close();
  }
}

const run = promisify(execFile);

/**
 * Makes a new file with the owner, the permissions and the attributes of another one. Node cannot read extended attributes; the
 * `cp` of Linux can, and on macOS `copyFile` copies them.
 *
 * @returns false for what is no file any more
 * @throws InkdexError `permission-denied` for a file that nobody may write, `conflict` where the new file is not as the other one
 */
async function copyAttributes(path: string, partial: string): Promise<boolean> {
  const found = await lstat(path);
  if (!found.isFile()) return false;
  if ((found.mode & 0o222) === 0) {
    throw new InkdexError(
      'permission-denied',
      `${JSON.stringify(path)} may only be read. It is left as it is. Allow writing to have it kept up to date.`,
    );
  }
  if (process.platform === 'linux') {
    const kept = '--preserve=mode,ownership,xattr';
    await run('cp', ['--attributes-only', '--no-dereference', kept, '--', path, partial], {
      env: { ...process.env, LC_ALL: 'C' },
    }).catch((thrown: unknown) => {
      // A disk without attributes has none to lose.
      if (!/not supported/u.test(String(thrown)) || /No such file/u.test(String(thrown)))
        throw unkept(path, thrown);
    });
  } else await copyFile(path, partial, constants.COPYFILE_EXCL);
  const made = await stat(partial);
  if (made.uid !== found.uid || made.gid !== found.gid || made.mode !== found.mode) throw unkept(path);
  return true;
}

function unkept(path: string, cause?: unknown): InkdexError {
  return new InkdexError(
    'conflict',
    `${JSON.stringify(path)} has an owner or attributes that could not be kept. It is left as it is.`,
    { cause },
  );
}

/**
 * Replaces or removes a file if it has the bytes that it had before. A second name keeps the file meanwhile: what
 * another program writes into it until the end is seen there, and put back.
 */
async function withKept(folder: string, path: string, before: Buffer, change: () => void): Promise<boolean> {
  requireInside(folder, path);
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
    // Nothing may come between these checks and the change.
    requireInside(folder, path);
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
    return (await readFile(path, before.length)).equals(before);
  } catch (thrown) {
    if (isNotFound(thrown) || hasCode(thrown, /^ELOOP$/u)) return false;
    if (thrown instanceof InkdexError && (thrown.code === 'data-invalid' || thrown.code === 'conflict'))
      return false;
    throw thrown;
  }
}
