import { statfsSync, statSync, type Stats } from 'node:fs';
import { stat, statfs } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { InkdexError } from '../../shared/result.ts';

/** File systems of the kernel, by their numbers: reading some of their files waits for ever. */
const kernelFileSystems: ReadonlyMap<number, string> = new Map([
  [0x9fa0, 'proc'],
  [0x62656572, 'sysfs'],
  [0x64626720, 'debugfs'],
  [0x74726163, 'tracefs'],
  [0x1cd1, 'devpts'],
]);

/** A disk that answers at all does so sooner; a network mount without its server never does. */
const answersWithinMs = 5_000;
/** Each check that is not answered keeps one of the four threads of Node's pool; the others must stay free. */
const mostSilent = 3;
/** Folders on disks that have not answered yet. */
const silentFolders = new Set<string>();
let last: Promise<unknown> = Promise.resolve();

/**
 * Makes sure that a path of a person can be opened without waiting for ever: that it is a file, a folder, or nothing yet,
 * on a disk that answers. Every call with a path passes here before anything opens it.
 *
 * @throws InkdexError `bad-arguments` for a device, a pipe, a socket, a file of the kernel, a path with a NUL character;
 * `file-unreadable` for a disk that does not answer
 */
export async function requireOrdinary(path: string): Promise<void> {
  requireText(path);
  const place = resolve(path);
  // One after another, so that few threads wait for a disk that does not answer.
  const checked = last.then(() => answered(place, () => check(place)));
  last = checked.catch(() => undefined);
  await checked;
}

/**
 * Waits for work on a file as long as its disk answers.
 *
 * @throws InkdexError `file-unreadable` for a disk that does not answer; the errors of `work`
 */
export async function answered<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const isSilent = [...silentFolders].some((folder) => path === folder || path.startsWith(folder + sep));
  if (isSilent || silentFolders.size >= mostSilent) throw silent(path);
  const checking = work();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const folder = dirname(path);
      silentFolders.add(folder);
      const answered = (): boolean => silentFolders.delete(folder);
      checking.then(answered, answered);
      reject(silent(path));
    }, answersWithinMs);
  });
  try {
    return await Promise.race([checking, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function check(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found !== null) requireKind(path, found);
  const { type } = await statfs(path).catch(() => ({ type: 0 }));
  requireDisk(path, type);
  // The folder in which it would be created.
  if (found === null && dirname(path) !== path) await check(dirname(path));
}

/** Like `requireOrdinary`, without a limit of time, for the library itself. */
export function requireOrdinaryNow(path: string): void {
  requireText(path);
  for (let place = resolve(path); ; place = dirname(place)) {
    const found = statSync(place, { throwIfNoEntry: false });
    if (found !== undefined) {
      requireKind(place, found);
      requireDisk(place, statfsSync(place).type);
    }
    if (found !== undefined || dirname(place) === place) return;
  }
}

function requireText(path: string): void {
  if (!path.includes('\0')) return;
  throw new InkdexError(
    'bad-arguments',
    `${JSON.stringify(path)} contains a NUL character, which no path has. Check the path.`,
  );
}

function requireKind(path: string, found: Stats): void {
  if (found.isFile() || found.isDirectory()) return;
  const kind = found.isFIFO() ? 'a pipe' : found.isSocket() ? 'a socket' : 'a device';
  throw new InkdexError(
    'bad-arguments',
    `${JSON.stringify(path)} is ${kind}; expected a file or a folder. Choose another path.`,
  );
}

function requireDisk(path: string, type: number): void {
  const name = kernelFileSystems.get(type);
  if (process.platform !== 'linux' || name === undefined) return;
  throw new InkdexError(
    'bad-arguments',
    `${JSON.stringify(path)} is on ${name}, which the kernel makes; expected a file or a folder on a disk. Choose another path.`,
  );
}

function silent(path: string): InkdexError {
  return new InkdexError(
    'file-unreadable',
    `The disk of ${JSON.stringify(path)} does not answer. Check the connection to it, or choose another path.`,
  );
}
