import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { CallArgs, FolderListing } from '../../shared/contract/contract.ts';
import { isImportName } from '../../shared/contract/photo.ts';
import { readFolder } from '../library/readFolder.ts';

type Entry = FolderListing['entries'][number];

/** Files that a listing names; the count of photos beside them is of all. */
const namedFiles = 500;
const byName = new Intl.Collator(undefined, { numeric: true });

/**
 * What a folder of this machine holds, for doors without a dialog of their own: folders first, then
 * photos (or every file), hidden ones left out. An empty path is the home folder.
 *
 * @throws InkdexError `file-missing`, `permission-denied`, `bad-arguments` for a file
 */
export async function listFolder({ path, what }: CallArgs<'listFolder'>): Promise<FolderListing> {
  const folder = resolve(path === '' ? homedir() : path);
  const names = (await readFolder(folder)).filter((name) => !name.startsWith('.'));
  const entries = (await Promise.all(names.map((name) => entryOf(join(folder, name))))).filter(
    (entry) => entry !== null,
  );
  entries.sort((a, b) => byName.compare(a.name, b.name));
  const folders = entries.filter(({ kind }) => kind === 'folder');
  const photos = entries.filter(({ kind }) => kind === 'photo');
  const files = what === 'photos' ? photos : entries.filter(({ kind }) => kind !== 'folder');
  const parent = dirname(folder);
  return {
    path: folder,
    parent: parent === folder ? null : parent,
    entries: [...folders, ...files.slice(0, namedFiles)],
    photos: photos.length,
  };
}

/** Null for what is neither a folder nor a file, such as a socket, and for links that lead nowhere. */
async function entryOf(path: string): Promise<Entry | null> {
  const name = basename(path);
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  if (found.isDirectory()) return { name, path, kind: 'folder' };
  if (!found.isFile()) return null;
  return { name, path, kind: isImportName(name) ? 'photo' : 'file' };
}
