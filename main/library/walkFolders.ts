import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isImportName } from '../../shared/contract/photo.ts';

/** A photo or PDF by its name. */
export interface FoundFile {
  readonly name: string;
  readonly path: string;
  /** null: a link that leads nowhere. */
  readonly stats: Stats | null;
}

/** met: it was walked before, by this or another path. closed: it cannot be opened. */
export type FoundFolder =
  | { readonly kind: 'met'; readonly path: string }
  | { readonly kind: 'closed'; readonly path: string }
  | {
      readonly kind: 'open';
      readonly path: string;
      /** In the order of their names, numbers in them by their worth. */
      readonly files: readonly FoundFile[];
    };

export interface FolderWalk {
  /** Real paths of the folders that were met or are not to be entered; those that are entered join them. */
  readonly visited: Set<string>;
  readonly signal: AbortSignal;
  /** Told of a folder before what is in it is listed. */
  readonly onEnter?: (path: string) => void;
}

const byName = new Intl.Collator('en', { numeric: true });

/** A folder and those in it, one after another, each once: hidden ones skipped, links followed. */
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
    // Most of what lies about is no photo: it is not looked at.
    if (entry.isFile() && !isImportName(name)) continue;
    const path = join(folder, name);
    const stats = await stat(path).catch(() => null);
    if (stats?.isDirectory() === true) folders.push(path);
    else if (isImportName(name)) files.push({ name, path, stats });
  }
  return { files, folders };
}
