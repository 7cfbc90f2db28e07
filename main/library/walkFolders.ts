import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isImportName } from '../../shared/contract/photo.ts';

/** A photo or PDF by its name. */
export interface FoundFile {
  readonly name: string;
  readonly path: string;
  /** null for a broken link */
  readonly stats: Stats | null;
}

/** met: already visited, by this or another path. closed: cannot be opened. */
export type FoundFolder =
  | { readonly kind: 'met'; readonly path: string }
  | { readonly kind: 'closed'; readonly path: string }
  | {
      readonly kind: 'open';
      readonly path: string;
      /** In natural order of their names. */
      readonly files: readonly FoundFile[];
    };

export interface FolderWalk {
  /** Real paths of folders to skip. The walk adds every folder that it enters. */
  readonly visited: Set<string>;
  readonly signal: AbortSignal;
  /** Called with a folder before its entries are listed. */
  readonly onEnter?: (path: string) => void;
}

const byName = new Intl.Collator('en', { numeric: true });

/** Walks a folder and its subfolders, each once. Skips hidden ones and follows links. */
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
  const { files, folders } = await sorted(path, entries);
  yield { kind: 'open', path, files };
  for (const folder of folders) yield* walkFolders(folder, walk);
}

async function sorted(
  folder: string,
  entries: readonly Dirent[],
): Promise<{ files: FoundFile[]; folders: string[] }> {
  const files: FoundFile[] = [];
  const folders: string[] = [];
  const shown = entries.filter(({ name }) => !name.startsWith('.'));
  for (const entry of shown.sort((a, b) => byName.compare(a.name, b.name))) {
    const { name } = entry;
    // Most other files are not photos: skip them without a stat.
    if (entry.isFile() && !isImportName(name)) continue;
    const path = join(folder, name);
    const stats = await stat(path).catch(() => null);
    if (stats?.isDirectory() === true) folders.push(path);
    else if (isImportName(name)) files.push({ name, path, stats });
  }
  return { files, folders };
}
