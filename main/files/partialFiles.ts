import { createHash, randomBytes } from 'node:crypto';
import { closeSync, linkSync, openSync, readFileSync, readlinkSync, renameSync, unlinkSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { hasCode } from '../../shared/result.ts';
import { isRunning } from './isRunning.ts';

/** Files that are written beside their place and get their name when they are complete. */

/** A partial file of another machine may still be written; after this time it is not, in milliseconds. */
const abandonedAfterMs = 7 * 24 * 3_600_000;
/** Between the start of a process and the first lines that it writes. */
const mostStartMs = 60_000;

/**
 * This machine, or what a process takes for one: processes in two containers do not see each other.
 *
 * @param host name of the machine
 */
export function machineOf(host: string): string {
  const told = [
    () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'),
    () => readlinkSync('/proc/self/ns/pid'),
  ];
  const parts = told.map((read) => {
    try {
      return read();
    } catch {
      return '';
    }
  });
  return createHash('sha256')
    .update([host, ...parts].join('\0'))
    .digest('hex')
    .slice(0, 12);
}

const machine = machineOf(hostname());
/** Those of earlier versions do not name their machine. */
const partialName = /^\.inkdex-(?:([0-9a-f]{12})-)?(\d+)-[0-9a-f]{16}\.partial$/u;

/** Whether a name is that of something that Inkdex has not finished. */
export function isPartial(name: string): boolean {
  return partialName.test(name);
}

/** The names in a folder, without what killed processes have left of their writing, which is removed. */
export async function namesOutside(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const partial = names.filter((name) => partialName.test(name));
  const left = await Promise.all(partial.map((name) => isLeft(folder, name)));
  const gone = new Set(partial.filter((_, index) => left[index]));
  for (const name of gone)
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  return names.filter((name) => !gone.has(name));
}

/** Whether a partial file is nobody's any more. A folder of another machine stays: it may have become a person's. */
async function isLeft(folder: string, name: string): Promise<boolean> {
  const [, where, pid] = partialName.exec(name) ?? [];
  const found = await lstat(join(folder, name)).catch(() => null);
  if (found === null) return false;
  const age = Date.now() - found.mtimeMs;
  if (where === machine) return Number(pid) !== process.pid && !isRunning(Number(pid)) && age > mostStartMs;
  return found.isFile() && age > abandonedAfterMs;
}

/** Where a file is written before it gets its name: a name that another program can neither know nor have. */
export function besides(path: string): string {
  const random = randomBytes(8).toString('hex');
  return join(dirname(path), `.inkdex-${machine}-${String(process.pid)}-${random}.partial`);
}

/** Gives a complete file its name. Returns false if another file has it. */
export function putNew(partial: string, path: string): boolean {
  try {
    linkSync(partial, path);
    return true;
  } catch (thrown) {
    if (hasCode(thrown, /^EEXIST$/u)) return false;
    // Any other error is one: the partial file may be gone.
    if (!hasCode(thrown, /^(?:EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS|EMLINK)$/u)) throw thrown;
  }
  // A file system without hard links, such as exFAT.
  try {
    closeSync(openSync(path, 'wx'));
  } catch (thrown) {
    if (hasCode(thrown, /^EEXIST$/u)) return false;
    throw thrown;
  }
  try {
    renameSync(partial, path);
  } catch (thrown) {
    // Nothing empty is left in its place.
    unlinkSync(path);
    throw thrown;
  }
  return true;
}
