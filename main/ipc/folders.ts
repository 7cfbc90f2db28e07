import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { CallArgs, FolderListing } from '../../shared/contract.ts';
import { isImportName } from '../../shared/photo.ts';
import { InkdexError } from '../../shared/result.ts';

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
  const names = (await readNames(folder)).filter((name) => !name.startsWith('.'));
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

async function readNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw explain(folder, error);
  }
}

function explain(folder: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') {
    return new InkdexError('file-missing', `There is no folder ${folder}. Choose another.`);
  }
  if (code === 'ENOTDIR') {
    return new InkdexError('bad-arguments', `${folder} is a file; a folder was expected.`);
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new InkdexError(
      'permission-denied',
      `${folder} may not be opened. Give yourself the right to read it, or choose another folder.`,
    );
  }
  return error;
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
