import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { isNotFound } from '../../shared/result.ts';
import type { LibraryStorage } from '../../shared/contract/library.ts';
import { listBackups, listVersionBackups } from '../store/library/backups.ts';
import { libraryPaths } from '../store/library/libraryPaths.ts';
import { databaseParts } from '../store/repair/damage.ts';

type Part = LibraryStorage['parts'][number]['part'];

/** The part of a library by the first name of a path in it. */
function partsByName({
  database,
  journal,
  backups,
  cache,
  pages,
  models,
  objects,
}: ReturnType<typeof libraryPaths>): ReadonlyMap<string, Part> {
  const parts: [path: string, part: Part][] = [
    ...databaseParts.map((suffix): [string, Part] => [`${database}${suffix}`, 'database']),
    [journal, 'database'],
    [backups, 'backups'],
    [cache, 'cache'],
    [pages, 'pages'],
    [models, 'models'],
    [dirname(objects), 'datasets'],
  ];
  return new Map(parts.map(([path, part]) => [basename(path), part]));
}

/** What the files of a library take on disk, and its backups. Files that go meanwhile are left out. */
export async function measureStorage(folder: string): Promise<Omit<LibraryStorage, 'log'>> {
  const paths = libraryPaths(folder);
  const parts = partsByName(paths);
  const sizes = new Map<Part, number>();
  for (const path of await filesUnder(folder)) {
    const [first = ''] = relative(folder, path).split(sep);
    const part = parts.get(first) ?? 'others';
    const size = await lstat(path).then(
      (found) => found.size,
      () => 0,
    );
    sizes.set(part, (sizes.get(part) ?? 0) + size);
  }
  return {
    parts: [...sizes].map(([part, bytes]) => ({ part, bytes })).sort((a, b) => b.bytes - a.bytes),
    backups: [...listBackups(paths.backups), ...listVersionBackups(paths.backups)]
      .map(({ path, bytes, at }) => ({ path, bytes, at: new Date(at).toISOString() }))
      .sort((a, b) => b.at.localeCompare(a.at)),
  };
}

/** `readdir` with `recursive` fails for a folder that goes meanwhile, as those of the work in progress do. */
async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isNotFound(error)) return [];
    throw error;
  });
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await filesUnder(path)));
    else if (entry.isFile()) found.push(path);
  }
  return found;
}
