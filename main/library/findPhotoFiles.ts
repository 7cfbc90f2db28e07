import { readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isImportName } from '../../shared/photo.ts';

export interface WalkOptions {
  /** Folders never entered, such as the library's own cache. */
  readonly except: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * The photos and PDFs that paths stand for, each once, in order: folders are walked recursively, hidden files
 * skipped, links followed but no folder entered twice. A path that gives nothing (a folder without a
 * photo, one that cannot be opened, a file that is not there) stands for itself, so that taking it in
 * can say why.
 */
export async function findPhotoFiles(paths: readonly string[], options: WalkOptions): Promise<string[]> {
  const except = options.except.map(async (path) => await realpath(path).catch(() => resolve(path)));
  const visited = new Set(await Promise.all(except));
  const found = new Set<string>();
  for (const path of paths.map((each) => resolve(each))) {
    const isSearched = (await isFolder(path)) && (await walk(path, visited, found, options.signal));
    if (!isSearched) found.add(path);
  }
  return [...found];
}

/** True where a folder holds photos; one that was met before has been looked after. */
async function walk(
  folder: string,
  visited: Set<string>,
  found: Set<string>,
  signal: AbortSignal,
): Promise<boolean> {
  signal.throwIfAborted();
  const place = await realpath(folder);
  if (visited.has(place)) return true;
  visited.add(place);
  let hasPhotos = false;
  const folders: string[] = [];
  for (const name of await namesIn(folder, found)) {
    const path = join(folder, name);
    if (await isFolder(path)) {
      folders.push(path);
    } else if (isImportName(name)) {
      found.add(path);
      hasPhotos = true;
    }
  }
  for (const path of folders) hasPhotos = (await walk(path, visited, found, signal)) || hasPhotos;
  return hasPhotos;
}

/** A folder that cannot be opened is taken as an item of its own, which then says so. */
async function namesIn(folder: string, found: Set<string>): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => !name.startsWith('.'))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  } catch {
    found.add(folder);
    return [];
  }
}

/** A link to nowhere is no folder. */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
