import type { Stats } from 'node:fs';
import type { Database } from '../../store/database.ts';
import { listNoticedFiles, type NoticedFile } from '../../store/watchedFolders.ts';
import { walkFolders, type FolderWalk } from '../walkFolders.ts';

export interface NewFile extends NoticedFile {
  readonly path: string;
}

/** New files in a folder and its subfolders since the last import from it. */
export interface Scan {
  readonly files: readonly NewFile[];
  /** Folders with files that may still be written; the scan skips these files. */
  readonly unsettled: ReadonlySet<string>;
}

export interface ScanOptions extends FolderWalk {
  /** How long a file must be unchanged. */
  readonly settleMs: number;
}

/** @returns null for a folder that cannot be opened, because it was moved or its drive is disconnected */
export async function scanFolder(
  db: Database,
  folder: string,
  { settleMs, ...walk }: ScanOptions,
): Promise<Scan | null> {
  const files: NewFile[] = [];
  const unsettled = new Set<string>();
  for await (const found of walkFolders(folder, walk)) {
    if (found.kind === 'closed' && found.path === folder) return null;
    if (found.kind !== 'open') continue;
    const noticed = new Map(listNoticedFiles(db, found.path).map((file) => [file.name, file]));
    for (const { name, path, stats } of found.files) {
      const before = noticed.get(name);
      if (stats?.isFile() !== true) continue;
      const modified = Math.trunc(stats.mtimeMs);
      if (before?.bytes === stats.size && before.modified === modified) continue;
      if (isChanging(stats, settleMs)) unsettled.add(found.path);
      else files.push({ folder: found.path, name, path, bytes: stats.size, modified });
    }
  }
  return { files, unsettled };
}

/** Checks both times, because copying programs can set mtime to any value, but nobody can set ctime. */
function isChanging({ mtimeMs, ctimeMs }: Stats, settleMs: number): boolean {
  return [mtimeMs, ctimeMs].some((time) => {
    const age = Date.now() - time;
    return age >= 0 && age < settleMs;
  });
}
