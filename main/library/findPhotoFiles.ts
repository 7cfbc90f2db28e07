import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { walkFolders, type FolderWalk } from './walkFolders.ts';

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
export async function findPhotoFiles(
  paths: readonly string[],
  { except, signal }: WalkOptions,
): Promise<string[]> {
  const walk = { visited: await realPathsOf(except), signal };
  const found = new Set<string>();
  for (const path of paths.map((each) => resolve(each))) {
    const isSearched = (await isFolder(path)) && (await search(path, walk, found));
    if (!isSearched) found.add(path);
  }
  return [...found];
}

/** A folder by the path that a walk knows it by. */
export async function realPathOf(path: string): Promise<string> {
  return await realpath(path).catch(() => resolve(path));
}

export async function realPathsOf(paths: readonly string[]): Promise<Set<string>> {
  return new Set(await Promise.all(paths.map(realPathOf)));
}

/** True where a folder holds photos; one that was met before has been looked after. */
async function search(path: string, walk: FolderWalk, found: Set<string>): Promise<boolean> {
  let hasPhotos = false;
  for await (const folder of walkFolders(path, walk)) {
    if (folder.kind === 'met') {
      hasPhotos = true;
    } else if (folder.kind === 'closed') {
      // Taken as an item of its own, which then says so.
      found.add(folder.path);
    } else {
      for (const { path: file } of folder.files) found.add(file);
      hasPhotos ||= folder.files.length > 0;
    }
  }
  return hasPhotos;
}

/** A link to nowhere is no folder. */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
