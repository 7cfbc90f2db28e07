import { relative } from 'node:path';
import type { BadPart } from '../../shared/contract/datasetWork.ts';
import type { Database } from '../store/database.ts';
import { imagesOf } from '../store/datasetSets.ts';
import { eachOf, hashFile, objectPath, type DatasetFolders } from './files.ts';

/** Objects that are read in parallel: the disk can fetch others while one is hashed. */
const atOnce = 8;

export interface CheckedObjects {
  readonly objects: number;
  readonly bad: BadPart[];
}

/** Hashes every object of a set again and lists those whose hash does not match their name. */
export async function checkObjects(
  db: Database,
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

export function nameInLibrary({ objects }: DatasetFolders, path: string): string {
  return `datasets/${relative(`${objects}/..`, path).replaceAll('\\', '/')}`;
}

export function problemOf(found: string | null): string {
  return found === null
    ? 'The file is missing or cannot be read.'
    : `The file was changed: its SHA-256 is now ${found}.`;
}
