import { readdir, realpath, stat } from 'node:fs/promises';
import { InkdexError } from '../../shared/result.ts';
import type { Dirent, Stats } from 'node:fs';
import { join, resolve } from 'node:path';
import { nameByHead } from '../imaging/formats/photoHead.ts';
import { isImportName, isSystemName, notDownloaded } from '../../shared/contract/photo.ts';

/**
 * The names of all entries of a folder.
 *
 * @throws InkdexError `file-missing`, `permission-denied`, `bad-arguments` for a file
 */
export async function readFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw explain(folder, error);
  }
}

function explain(folder: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') {
    return new InkdexError('file-missing', `There is no folder ${folder}. Choose another folder.`);
  }
  if (code === 'ENOTDIR') {
    return new InkdexError('bad-arguments', `${folder} is a file, not a folder. Choose a folder.`);
  }
  if (code === 'ENAMETOOLONG' || code === 'ELOOP') {
    const why = code === 'ELOOP' ? 'its links lead in a circle' : 'its name is too long';
    return new InkdexError(
      'bad-arguments',
      `No folder can have the path ${folder}: ${why}. Choose a folder.`,
    );
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new InkdexError(
      'permission-denied',
      `No permission to open ${folder}. Change its permissions, or choose another folder.`,
    );
  }
  return error;
}

/** A photo or PDF by its name. */
interface FoundFile {
  readonly name: string;
  readonly path: string;
  /** null for a broken link */
  readonly stats: Stats | null;
}

/** met: already visited, by this or another path. closed: cannot be opened. */
type FoundFolder =
  | { readonly kind: 'met'; readonly path: string }
  | { readonly kind: 'closed'; readonly path: string }
  | {
      readonly kind: 'open';
      readonly path: string;
      /** In natural order of their names. */
      readonly files: readonly FoundFile[];
      /** Marks of photos that are only in iCloud. */
      readonly notDownloaded: readonly string[];
      /** All other files, and the folders of systems, which are not entered. */
      readonly passedOver: readonly string[];
    };

export interface FolderWalk {
  /** Real paths of folders to skip. The walk adds every folder that it enters. */
  readonly visited: Set<string>;
  readonly signal: AbortSignal;
  /** Called with a folder before its entries are listed. */
  readonly onEnter?: (path: string) => void;
}

const byName = new Intl.Collator('en', { numeric: true });

/** Walks a folder and its subfolders, each once. Skips hidden ones and those of systems, and follows links. */
export async function* walkFolders(path: string, walk: FolderWalk): AsyncGenerator<FoundFolder> {
  walk.signal.throwIfAborted();
  const place = await realpath(path).catch(() => null);
  if (place === null) {
    yield { kind: 'closed', path };
    return;
  }
  if (walk.visited.has(place)) {
    yield { kind: 'met', path };
    return;
  }
  walk.visited.add(place);
  walk.onEnter?.(path);
  const entries = await readdir(path, { withFileTypes: true }).catch(() => null);
  if (entries === null) {
    yield { kind: 'closed', path };
    return;
  }
  const { folders, ...rest } = await sorted(path, entries);
  yield { kind: 'open', path, ...rest };
  for (const folder of folders) yield* walkFolders(folder, walk);
}

interface SortedEntries {
  readonly files: readonly FoundFile[];
  readonly folders: readonly string[];
  readonly notDownloaded: readonly string[];
  readonly passedOver: readonly string[];
}

async function sorted(folder: string, entries: readonly Dirent[]): Promise<SortedEntries> {
  const files: FoundFile[] = [];
  const [folders, marks, passedOver]: [string[], string[], string[]] = [[], [], []];
  for (const entry of entries.toSorted((a, b) => byName.compare(a.name, b.name))) {
    const { name } = entry;
    const path = join(folder, name);
    if (notDownloaded(name) !== null) {
      marks.push(path);
      continue;
    }
    const isSystem = isSystemName(name, folder);
    const isPhoto = !isSystem && isImportName(entry.isFile() ? await nameByHead(name, path) : name);
    // Most other files are not photos: skip them without a stat.
    const stats = isSystem || (entry.isFile() && !isPhoto) ? null : await stat(path).catch(() => null);
    if (stats?.isDirectory() === true) folders.push(path);
    else if (isPhoto) files.push({ name, path, stats });
    else passedOver.push(path);
  }
  return { files, folders, notDownloaded: marks, passedOver };
}

export interface FoundPhotos {
  readonly paths: readonly string[];
  /** What is in the folders and no photo: files, and folders of systems, which are not entered. */
  readonly passedOver: readonly string[];
}

interface WalkOptions {
  /** Folders to skip, such as the library's cache. */
  readonly except: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Finds the photos and PDFs at the given paths, each once and in order. Searches folders recursively, skips what is hidden or
 * of a system, follows links and enters no folder twice. A path without any photo (an empty folder, one that cannot be opened,
 * a missing file) is itself part of the result, so that its import can report the reason.
 */
export async function findPhotoFiles(
  paths: readonly string[],
  { except, signal }: WalkOptions,
): Promise<FoundPhotos> {
  const walk = { visited: await realPathsOf(except), signal };
  const found = { paths: new Set<string>(), passedOver: [] };
  for (const path of paths.map((each) => resolve(each))) {
    const isSearched = (await isFolder(path)) && (await search(path, walk, found));
    if (!isSearched) found.paths.add(path);
  }
  return { paths: [...found.paths], passedOver: found.passedOver };
}

/** The real path of a folder, as walks compare it. */
export async function realPathOf(path: string): Promise<string> {
  return await realpath(path).catch(() => resolve(path));
}

export async function realPathsOf(paths: readonly string[]): Promise<Set<string>> {
  return new Set(await Promise.all(paths.map(realPathOf)));
}

/** Whether a folder contains photos, or was already searched. */
async function search(
  path: string,
  walk: FolderWalk,
  { paths, passedOver }: { readonly paths: Set<string>; readonly passedOver: string[] },
): Promise<boolean> {
  let hasPhotos = false;
  for await (const folder of walkFolders(path, walk)) {
    if (folder.kind === 'met') {
      hasPhotos = true;
    } else if (folder.kind === 'closed') {
      // Becomes an item of the import, which then reports the reason.
      paths.add(folder.path);
    } else {
      // The marks become items, too, whose import says that they are to be downloaded.
      const items = [...folder.files.map(({ path: file }) => file), ...folder.notDownloaded];
      for (const item of items) paths.add(item);
      for (const item of folder.passedOver) passedOver.push(item);
      hasPhotos ||= items.length > 0;
    }
  }
  return hasPhotos;
}

/** False for a broken link. */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
