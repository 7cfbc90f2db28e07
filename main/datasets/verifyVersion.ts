import { setImmediate } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { relative } from 'node:path';
import type { VersionId } from '../../shared/contract/dataset.ts';
import type { BadPart, Verified } from '../../shared/contract/datasetWork.ts';
import { manifestHeader, manifestLines } from '../../shared/manifest.ts';
import { failureOf } from '../../shared/result.ts';
import type { WritableDatabase } from '../store/database.ts';
import { membersOf, countSet, imagesOf, type Member } from '../store/datasets/datasetSets.ts';
import { hashFile } from '../files/hashFile.ts';
import { eachOf, manifestPath, objectPath, type DatasetFolders } from './files.ts';
import type { WorkOptions } from '../jobs/steps.ts';
import { requireVersion } from './resolveNames.ts';

/**
 * Hashes a version's manifest and every object it names again, and compares the library's index with the manifest.
 * @throws InkdexError `not-found`
 */
export async function verifyVersion(
  db: WritableDatabase,
  folders: DatasetFolders,
  version: VersionId,
  { signal, onProgress }: WorkOptions,
): Promise<Verified> {
  const { contents } = requireVersion(db, version);
  const { images } = countSet(db, contents);
  const { objects, bad } = await checkObjects(db, folders, contents, {
    signal,
    onObject: (done) => {
      onProgress(done, images);
    },
  });
  const index = await checkIndex(db, contents, version);
  const manifest = await checkManifest(db, folders, { version, contents }, index === null);
  return { version, objects, bad: [...[manifest, index].filter((part) => part !== null), ...bad] };
}

async function checkIndex(
  db: WritableDatabase,
  contents: number,
  version: VersionId,
): Promise<BadPart | null> {
  const bad = { kind: 'index', name: version, path: 'library.sqlite' } as const;
  const hash = createHash('sha256');
  try {
    for await (const { bytes } of manifestParts(db, contents)) hash.update(bytes);
  } catch (thrown) {
    const { code, message } = failureOf(thrown);
    if (code === 'data-invalid') return { ...bad, problem: message };
    throw thrown;
  }
  const found = hash.digest('hex');
  if (found === version) return null;
  return {
    ...bad,
    problem: `The database does not match this version: its samples have the SHA-256 ${found}.`,
  };
}

async function checkManifest(
  db: WritableDatabase,
  folders: DatasetFolders,
  { version, contents }: { readonly version: VersionId; readonly contents: number },
  isIndexSound: boolean,
): Promise<BadPart | null> {
  const path = manifestPath(folders, version);
  const found = await hashFile(path);
  if (found === version) return null;
  const line = found === null || !isIndexSound ? null : await firstOtherLine(db, contents, path);
  const where = line === null ? '' : ` The first line that differs is line ${line}.`;
  return {
    kind: 'manifest',
    name: version,
    path: nameInLibrary(folders, path),
    problem: `${problemOf(found)}${where}`,
  };
}

/** Number of the first line of a manifest that differs from the database; null when all are equal. */
async function firstOtherLine(db: WritableDatabase, contents: number, path: string): Promise<number | null> {
  const found = manifestLines(createReadStream(path, 'utf8'), path);
  let number = 0;
  try {
    for await (const { bytes } of manifestParts(db, contents)) {
      for (const expected of bytes.toString('utf8').split('\n').slice(0, -1)) {
        number += 1;
        const next = await found.next();
        if (next.done === true || next.value !== expected) return number;
      }
    }
    return (await found.next()).done === true ? null : number + 1;
  } finally {
    // A caller that reads lines one by one must close the file.
    await found.return(undefined);
  }
}

/** Objects that are read in parallel: the disk can fetch others while one is hashed. */
const atOnce = 8;

export interface CheckedObjects {
  readonly objects: number;
  readonly bad: BadPart[];
}

/** Hashes every object of a set again and lists those whose hash does not match their name. */
export async function checkObjects(
  db: WritableDatabase,
  folders: DatasetFolders,
  set: number,
  { signal, onObject }: { readonly signal: AbortSignal; readonly onObject: (done: number) => void },
): Promise<CheckedObjects> {
  let objects = 0;
  const bad: BadPart[] = [];
  for (const page of imagesOf(db, set)) {
    await eachOf(page, atOnce, async ({ sha256 }) => {
      signal.throwIfAborted();
      const path = objectPath(folders, sha256);
      const found = await hashFile(path);
      if (found !== sha256) {
        bad.push({
          kind: 'object',
          name: sha256,
          path: nameInLibrary(folders, path),
          problem: problemOf(found),
        });
      }
      objects += 1;
      onObject(objects);
    });
  }
  return { objects, bad };
}

function nameInLibrary({ objects }: DatasetFolders, path: string): string {
  return `datasets/${relative(`${objects}/..`, path).replaceAll('\\', '/')}`;
}

function problemOf(found: string | null): string {
  return found === null
    ? 'The file is missing or cannot be read.'
    : `The file was changed: its SHA-256 is now ${found}.`;
}

/** The bytes of a set's manifest, in order, with the samples they contain. */
export async function* manifestParts(
  db: WritableDatabase,
  set: number,
): AsyncGenerator<{ readonly bytes: Buffer; readonly members: readonly Member[] }> {
  yield { bytes: Buffer.from(`${manifestHeader}\n`), members: [] };
  for (const members of membersOf(db, set)) {
    yield { bytes: Buffer.from(members.map(({ line }) => `${line}\n`).join('')), members };
    await setImmediate();
  }
}
