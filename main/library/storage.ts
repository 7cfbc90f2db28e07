import { lstat, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { LibraryStorage } from '../../shared/contract/library.ts';
import { listBackups, listVersionBackups } from '../store/backups.ts';
import { libraryPaths } from '../store/open.ts';

type Part = LibraryStorage['parts'][number]['part'];

/** The part of a library by the first name of a path in it. The database has a journal and a log beside it. */
const partOf: Readonly<Record<string, Part>> = {
  'library.sqlite': 'database',
  'library.sqlite-wal': 'database',
  'library.sqlite-shm': 'database',
  'journal.jsonl': 'database',
  backups: 'backups',
  cache: 'cache',
  pages: 'pages',
  models: 'models',
  datasets: 'datasets',
};

/** What the files of a library take on disk, and its backups. Files that go meanwhile are left out. */
export async function measureStorage(folder: string): Promise<LibraryStorage> {
  const sizes = new Map<Part, number>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const [first = ''] = relative(folder, path).split(sep);
    const part = partOf[first] ?? 'others';
    const size = await lstat(path).then(
      (found) => found.size,
      () => 0,
    );
    sizes.set(part, (sizes.get(part) ?? 0) + size);
  }
  const { backups } = libraryPaths(folder);
  return {
    parts: [...sizes].map(([part, bytes]) => ({ part, bytes })).sort((a, b) => b.bytes - a.bytes),
    backups: [...listBackups(backups), ...listVersionBackups(backups)]
      .map(({ path, bytes, at }) => ({ path, bytes, at: new Date(at).toISOString() }))
      .sort((a, b) => b.at.localeCompare(a.at)),
  };
}
