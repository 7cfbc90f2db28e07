import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../store/database.ts';
import { findKnownImages, findKnownVersions, removeUnneededRows } from '../store/datasetVersions.ts';
import { namesIn, type DatasetFolders } from './files.ts';

/**
 * Removes what no dataset and no version needs: drafts and files of interrupted imports and freezes, their unpacked
 * archives, and the data of removed datasets. Rows are deleted first: a file without a row is collected next time,
 * but a row without its file would be data loss. No other work on datasets may run meanwhile.
 */
export async function collectGarbage(db: Database, folders: DatasetFolders): Promise<void> {
  removeUnneededRows(db);
  await rm(folders.scratch, { recursive: true, force: true });
  for (const part of await namesIn(folders.objects)) {
    const folder = join(folders.objects, part);
    const names = await namesIn(folder);
    const known = findKnownImages(db, names);
    await removeOthers(folder, names, (name) => known.has(name));
  }
  const names = await namesIn(folders.versions);
  const known = findKnownVersions(db, names.map(versionOf));
  await removeOthers(
    folders.versions,
    names,
    (name) => name.endsWith('.jsonl') && known.has(versionOf(name)),
  );
}

function versionOf(name: string): string {
  return name.replace(/\.jsonl$/u, '');
}

async function removeOthers(
  folder: string,
  names: readonly string[],
  isNeeded: (name: string) => boolean,
): Promise<void> {
  for (const name of names)
    if (!isNeeded(name)) await rm(join(folder, name), { recursive: true, force: true });
}
