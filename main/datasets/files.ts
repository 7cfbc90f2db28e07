import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestFile, objectFile } from '../../shared/objectFile.ts';
import { InkdexError, writingProblem } from '../../shared/result.ts';

/** The files of datasets: images as objects under their hashes, versions as manifests under theirs. */
export interface DatasetFolders {
  readonly objects: string;
  readonly versions: string;
  /** What imports unpack, while they run. */
  readonly scratch: string;
  /** What browsers send. */
  readonly inbox: string;
}

export function objectPath({ objects }: DatasetFolders, sha256: string): string {
  return join(objects, objectFile(sha256));
}

export function manifestPath({ versions }: DatasetFolders, version: string): string {
  return join(versions, manifestFile(version));
}

/**
 * Whether what a person names is a folder.
 *
 * @throws InkdexError `file-missing` where there is nothing, or nothing that may be looked at
 */
export async function isFolderAt(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (thrown) {
    throw new InkdexError('file-missing', `There is nothing at ${path}: check the path.`, { cause: thrown });
  }
}

/**
 * Lends a folder of its own on the library's disk, which has room for what is imported; it is gone afterwards. One
 * that a killed process left is collected with the garbage.
 */
export async function withScratch<Outcome>(
  { scratch }: DatasetFolders,
  work: (folder: string) => Promise<Outcome>,
): Promise<Outcome> {
  await mkdir(scratch, { recursive: true });
  const folder = await mkdtemp(join(scratch, 'import-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A file that takes more is not held in memory whole. */
const wholeBytes = 8e6;

/** SHA-256 of a file's bytes; null where there is no such file or it cannot be read. */
export async function hashFile(path: string): Promise<string | null> {
  try {
    const hash = createHash('sha256');
    if ((await stat(path)).size <= wholeBytes) return hash.update(await readFile(path)).digest('hex');
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    return hash.digest('hex');
  } catch {
    return null;
  }
}

/** What is in a folder's files, flushed to the disk; what is renamed into it stays there after a power cut. */
export async function syncFolder(path: string): Promise<void> {
  // Windows has no such thing: its file systems keep renames in order by themselves.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * Writes a manifest, whole or not at all, under the hash of its bytes.
 *
 * @param parts the manifest's bytes in turn
 * @returns the version's id
 * @throws InkdexError `disk-full`
 */
export async function writeManifest(
  { versions }: DatasetFolders,
  parts: AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<string> {
  const temporary = join(versions, `${randomUUID()}.tmp`);
  const hash = createHash('sha256');
  try {
    const file = await open(temporary, 'wx');
    try {
      for await (const part of parts) {
        hash.update(part);
        await file.writeFile(part);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    const version = hash.digest('hex');
    await rename(temporary, join(versions, manifestFile(version)));
    await syncFolder(versions);
    return version;
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw asFullDisk(thrown, versions);
  }
}

function asFullDisk(thrown: unknown, path: string): unknown {
  if (writingProblem(thrown) !== 'disk-full') return thrown;
  return new InkdexError('disk-full', `There is no room left in ${path}. Free some space, then try again.`, {
    cause: thrown,
  });
}

/** Names in a folder; none where it is not there. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

/** Does `work` to every item, a few at a time, each once. The first throw ends it. */
export async function eachOf<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  // A loop that throws closes the generator, and so ends the others' as well.
  const queue = (function* () {
    yield* items;
  })();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
