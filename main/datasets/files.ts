import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestFile, objectFile } from '../../shared/fileNames.ts';
import { fileProblem } from '../files/fileProblem.ts';
import { flushFolderAsync } from '../files/flush.ts';

/** The files of datasets: images as objects named by their SHA-256, versions as manifests named by theirs. */
export interface DatasetFolders {
  readonly objects: string;
  readonly versions: string;
  /** Temporary files of imports, such as unpacked archives. */
  readonly scratch: string;
  /** Files that browsers upload. */
  readonly inbox: string;
}

export function objectPath({ objects }: DatasetFolders, sha256: string): string {
  return join(objects, objectFile(sha256));
}

export function manifestPath({ versions }: DatasetFolders, version: string): string {
  return join(versions, manifestFile(version));
}

/**
 * Provides a temporary folder on the library's disk, which has room for imports, and deletes it afterwards. Garbage
 * collection deletes a folder that a killed process left.
 */
export async function withScratch<Outcome>(
  { scratch }: DatasetFolders,
  work: (folder: string) => Promise<Outcome>,
): Promise<Outcome> {
  const folder = await makeScratch(scratch);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeScratch(scratch: string): Promise<string> {
  try {
    await mkdir(scratch, { recursive: true });
    return await mkdtemp(join(scratch, 'import-'));
  } catch (thrown) {
    throw fileProblem(scratch, thrown);
  }
}

/**
 * Writes a manifest under the SHA-256 of its bytes. The file is complete or absent.
 * @param parts the manifest's bytes, in order
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
    await flushFolderAsync(versions);
    return version;
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw fileProblem(versions, thrown);
  }
}

/** Names in a folder; an empty list when the folder does not exist. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

/** Runs `work` once for every item, a few at a time. The first error stops the rest. */
export async function eachOf<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  // A loop that throws closes the shared generator, which ends the other loops too.
  const queue = (function* () {
    yield* items;
  })();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
