import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { InkdexError } from '../../shared/result.ts';
import { packageFolder } from '../installation.ts';
import { fileProblem } from './fileProblem.ts';
import { besides, isPartial, namesOutside, putNew } from './partialFiles.ts';

type Part = Uint8Array | string;

export interface WriteOptions {
  /** Whether it is flushed to disk before it gets its name. Default: true. What can be made again need not be. */
  readonly isFlushed?: boolean;
  /** Whether others may write the same file at the same time. Default: false. */
  readonly isShared?: boolean;
  /**
   * Whether folders that are missing are made. Default: true. Not in a folder of a person: it may be gone with its drive.
   */
  readonly makesFolders?: boolean;
}

let lastShared = 0;

/**
 * Writes or replaces a file completely or not at all: it is written beside its place, flushed, then renamed. A reader
 * never sees half a file; a crash and a full disk leave the file that was there.
 *
 * @param path in a library, or in a folder of Inkdex itself
 * @param parts the contents, in order
 * @throws InkdexError as `fileProblem` gives it; errors of `parts`; Error for a path among the files of people
 */
export async function writeWhole(
  path: string,
  parts: Iterable<Part> | AsyncIterable<Part>,
  { isFlushed = true, isShared = false, makesFolders = true }: WriteOptions = {},
): Promise<void> {
  requireOwn(path);
  // With one name for all, the next attempt replaces what a killed process has left.
  const partial = isShared ? `${path}.${process.pid}-${(lastShared += 1)}.partial` : `${path}.partial`;
  try {
    if (makesFolders) await mkdir(dirname(path), { recursive: true });
    if (!isShared) await rm(partial, { force: true });
    const file = await open(partial, 'wx');
    try {
      // `writeFile` writes everything or throws, whereas `writev` writes less without an error when the disk fills.
      for await (const part of parts) await file.writeFile(part);
      if (isFlushed) await file.datasync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (thrown) {
    // The first error is the one to report.
    await rm(partial, { force: true }).catch(() => undefined);
    throw fileProblem(path, thrown);
  }
}

/** Folders of Inkdex besides libraries: its data, settings and caches, and the checkout or the installed app. */
const ownFolders: ReadonlySet<string> = new Set([
  ...Object.values(envPaths('inkdex', { suffix: '' })),
  packageFolder,
]);

/**
 * Whether a path is in a library, in a folder of Inkdex itself, or in what is being made and has no name yet. Anywhere else people
 * have their own files: they are written through `outside.ts`, or with `createWholeFile`, which replaces nothing.
 */
export function isOwnPlace(path: string): boolean {
  for (let folder = dirname(resolve(path)); folder !== dirname(folder); folder = dirname(folder)) {
    const isTemporary = dirname(folder) === tmpdir() && basename(folder).startsWith('inkdex-');
    if (isTemporary || ownFolders.has(folder) || isPartial(basename(folder))) return true;
    if (['library.sqlite', 'journal.jsonl'].some((name) => existsSync(join(folder, name)))) return true;
  }
  return false;
}

function requireOwn(path: string): void {
  if (!isOwnPlace(path)) throw new Error(`Only outside.ts writes among the files of people: ${path}`);
}

/**
 * Creates a folder that appears under its name only when it is complete: `write` fills another folder beside it, which
 * is renamed at the end, or removed after an error.
 *
 * @throws InkdexError `conflict` when the path exists, `disk-full`, `permission-denied`, and the errors of `write`
 */
export async function createWholeFolder(
  path: string,
  write: (folder: string) => Promise<void>,
): Promise<void> {
  await createWholeFile(path, async (place) => {
    await mkdir(place);
    await write(place);
  });
}

/** Like `createWholeFolder`, for one file, which `write` creates at the given path. */
export async function createWholeFile(path: string, write: (file: string) => Promise<void>): Promise<void> {
  const target = resolve(path);
  const folder = dirname(target);
  // Beside its final path, so that it gets its name in one step on one disk.
  const partial = besides(target);
  await requireAbsent(target);
  try {
    await mkdir(folder, { recursive: true });
    await namesOutside(folder);
    await write(partial);
    await requireAbsent(target);
    if ((await lstat(partial)).isDirectory()) await rename(partial, target);
    else if (!putNew(partial, target)) await requireAbsent(target);
  } catch (error) {
    // The first error is the one to report, not that some files could not be removed.
    await removeAll(partial).catch(() => undefined);
    throw fileProblem(target, error);
  }
  await rm(partial, { force: true }).catch(() => undefined);
}

/** After an error other files may still be being written; a second attempt removes them too. */
async function removeAll(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

async function requireAbsent(path: string): Promise<void> {
  const there = await lstat(path).catch((thrown: unknown) => {
    const problem = fileProblem(path, thrown);
    // Before anything is written: a name that no disk can have.
    if (problem instanceof InkdexError && problem.code === 'bad-arguments') throw problem;
    return null;
  });
  if (there === null) return;
  throw new InkdexError(
    'conflict',
    `${JSON.stringify(path)} already exists and is not overwritten. Choose another name, or move it away.`,
  );
}
