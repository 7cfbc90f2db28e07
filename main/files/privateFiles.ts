import { chmodSync, statSync } from 'node:fs';
import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The umask of the person, in octal digits, for the processes that this one starts. */
const variable = 'INKDEX_UMASK';
const ownerOnly = 0o077;

/**
 * From now on only the owner can read the files and folders that this process and its workers create: other users of the
 * machine cannot look into the library. Every entry point calls this first.
 */
export function keepFilesPrivate(): void {
  const usual = process.umask(ownerOnly);
  process.env[variable] ??= usual.toString(8);
}

/** Runs `work`, which starts a program of the person, such as a browser, with the person's umask. */
export function withUsualUmask(work: () => void): void {
  const usual = usualUmask();
  if (usual === null) {
    work();
    return;
  }
  const own = process.umask(usual);
  try {
    work();
  } finally {
    process.umask(own);
  }
}

/** From now on this process writes files for the person, such as downloads, with the person's umask. */
export function writeForPerson(): void {
  const usual = usualUmask();
  if (usual !== null) process.umask(usual);
}

/** Gives an export the permissions that the person's other programs give new files and folders. */
export async function giveUsualModes(path: string): Promise<void> {
  const umask = usualUmask();
  if (umask !== null) await giveModes(path, umask);
}

/** Lets only the owner read a file or folder of the library that was made as an export is. */
export async function giveOwnModes(path: string): Promise<void> {
  await giveModes(path, ownerOnly);
}

async function giveModes(path: string, umask: number): Promise<void> {
  const found = await lstat(path);
  if (found.isDirectory()) {
    for (const name of await readdir(path)) await giveModes(join(path, name), umask);
    await chmod(path, 0o777 & ~umask);
  } else if (found.isFile()) {
    await chmod(path, 0o666 & ~umask);
  }
}

/** The permissions of a new file of the person; undefined for the usual ones. Of a folder with all bits for searching. */
export function usualMode(isFolder = false): number | undefined {
  const umask = usualUmask();
  return umask === null ? undefined : (isFolder ? 0o777 : 0o666) & ~umask;
}

/** Null where `keepFilesPrivate` was not called: files then have the usual permissions. */
function usualUmask(): number | null {
  const octal = process.env[variable] ?? '';
  return /^[0-7]{1,4}$/u.test(octal) ? Number.parseInt(octal, 8) : null;
}

/**
 * Closes the folder of a library to other users, which protects everything in it, whatever permissions earlier versions
 * gave the files. Leaves folders that many use, such as `/tmp`, and folders of others as they are.
 */
export function closeFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const { mode, uid } = statSync(folder);
  const isSticky = (mode & 0o1000) !== 0;
  if ((mode & ownerOnly) === 0 || isSticky || uid !== process.geteuid?.()) return;
  try {
    chmodSync(folder, mode & ~ownerOnly & 0o7777);
  } catch {
    // File systems without permissions, such as FAT, refuse it.
  }
}
