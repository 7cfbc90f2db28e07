import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { walkFolders, type FolderWalk } from './walkFolders.ts';

export interface WalkOptions {
  /** Folders to skip, such as the library's cache. */
  readonly except: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Finds the photos and PDFs at the given paths, each once and in order. Searches folders recursively, skips hidden files,
 * follows links and enters no folder twice. A path without any photo (an empty folder, one that cannot be opened,
 * a missing file) is itself part of the result, so that its import can report the reason.
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

/** The real path of a folder, as walks compare it. */
export async function realPathOf(path: string): Promise<string> {
  return await realpath(path).catch(() => resolve(path));
}

export async function realPathsOf(paths: readonly string[]): Promise<Set<string>> {
  return new Set(await Promise.all(paths.map(realPathOf)));
}

/** Whether a folder contains photos, or was already searched. */
async function search(path: string, walk: FolderWalk, found: Set<string>): Promise<boolean> {
  let hasPhotos = false;
  for await (const folder of walkFolders(path, walk)) {
    if (folder.kind === 'met') {
      hasPhotos = true;
    } else if (folder.kind === 'closed') {
      // Becomes an item of the import, which then reports the reason.
      found.add(folder.path);
    } else {
      for (const { path: file } of folder.files) found.add(file);
      hasPhotos ||= folder.files.length > 0;
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
