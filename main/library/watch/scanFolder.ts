import type { Stats } from 'node:fs';
import type { Database } from '../../store/database.ts';
import { listNoticedFiles, type NoticedFile } from '../../store/watchedFolders.ts';
import { walkFolders, type FolderWalk } from '../walkFolders.ts';

export interface NewFile extends NoticedFile {
  readonly path: string;
}

/** What has come into a folder, and into those in it, since imports were told of it. */
export interface Scan {
  readonly files: readonly NewFile[];
  /** Folders in which a file may still be being written; it is left out. */
  readonly unsettled: ReadonlySet<string>;
}

export interface ScanOptions extends FolderWalk {
  /** How long a file must have been left alone. */
  readonly settleMs: number;
}

/** @returns null for a folder that cannot be opened: moved, or on a drive that is not connected */
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

/** Programs that copy set the time of a file's contents as they like, that of its last change nobody can set. */
function isChanging({ mtimeMs, ctimeMs }: Stats, settleMs: number): boolean {
  return [mtimeMs, ctimeMs].some((time) => {
    const age = Date.now() - time;
    return age >= 0 && age < settleMs;
  });
}
