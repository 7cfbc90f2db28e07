import type { Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { type WritableDatabase, transaction } from '../../store/database.ts';
import {
  listNoticedFiles,
  type NoticedFile,
  replaceNoticedFile,
  type StoredFolder,
} from '../../store/photos/watchedFolders.ts';
import { walkFolders, type FolderWalk } from '../findPhotoFiles.ts';
import { basename } from 'node:path';
import { counted } from '../../../shared/text.ts';
import { findPhotoByPath } from '../../store/photos/photos.ts';
import type { ImportRequest } from '../importSteps.ts';
import { inBatches } from '../../jobs/inBatches.ts';
import type { Jobs } from '../../jobs/service.ts';

export interface NewFile extends NoticedFile {
  readonly path: string;
}

/** New files in a folder and its subfolders since the last import from it. */
interface Scan {
  readonly files: readonly NewFile[];
  /** Folders with files that may still be written; the scan skips these files. */
  readonly unsettled: ReadonlySet<string>;
}

interface ScanOptions extends FolderWalk {
  /** How long a file must be unchanged. */
  readonly settleMs: number;
}

/** @returns null for a folder that cannot be opened, because it was moved or its drive is disconnected */
export async function scanFolder(
  db: WritableDatabase,
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
      const waitMs = (await lacksEnd(path, stats.size)) ? settleMs * stumpFactor : settleMs;
      if (isChanging(stats, waitMs)) unsettled.add(found.path);
      else files.push({ folder: found.path, name, path, bytes: stats.size, modified });
    }
  }
  return { files, unsettled };
}

/** A JPEG without its end is probably still being copied: a slow upload, a scanner, a network drive pause for seconds. */
const stumpFactor = 20;
/** More than programs put behind the end of a picture, except films. */
const tailBytes = 64 * 1024;

/** Whether a file is a JPEG and has no end marker (ITU-T T.81, B.1.1.3) in its last bytes. */
async function lacksEnd(path: string, bytes: number): Promise<boolean> {
  if (!/\.(?:jpe?g|jpe|jfif)$/iu.test(path)) return false;
  const file = await open(path).catch(() => null);
  if (file === null) return false;
  try {
    const [start, end] = [Buffer.alloc(2), Buffer.alloc(Math.min(bytes, tailBytes))];
    await file.read(start, 0, start.length, 0);
    await file.read(end, 0, end.length, bytes - end.length);
    return start.equals(startMarker) && !end.includes(endMarker);
  } finally {
    await file.close();
  }
}

const startMarker = Buffer.from([0xff, 0xd8]);
const endMarker = Buffer.from([0xff, 0xd9]);

/** Checks both times, because copying programs can set mtime to any value, but programs cannot set ctime. */
function isChanging({ mtimeMs, ctimeMs }: Stats, settleMs: number): boolean {
  return [mtimeMs, ctimeMs].some((time) => {
    const age = Date.now() - time;
    return age >= 0 && age < settleMs;
  });
}

interface IntakeParts {
  readonly db: WritableDatabase;
  readonly jobs: Pick<Jobs, 'queue'>;
}

/** A batch takes a few milliseconds. */
const filesAtOnce = 500;

/**
 * Queues an import of the new files in a watched folder and records them, so that an import that the user cancels does
 * not start again.
 */
export async function importNewFiles(
  { db, jobs }: IntakeParts,
  { path: folder, onlyWriting }: StoredFolder,
  files: readonly NewFile[],
): Promise<void> {
  const paths: string[] = [];
  await inBatches(files, filesAtOnce, (some) => {
    paths.push(...some.filter((file) => !isThePhotoThere(db, file)).map(({ path }) => path));
  });
  if (paths.length > 0) {
    const title = `Import ${counted(paths.length, 'new file')} from ${basename(folder) || folder}`;
    jobs.queue({
      kind: 'import',
      title,
      request: { paths, read: true, onlyWriting, leaveRemoved: true } satisfies ImportRequest,
    });
  }
  // After the import is committed. A file that is not recorded because of a crash is imported again as a duplicate.
  await inBatches(files, filesAtOnce, (some) => {
    transaction(db, () => {
      for (const file of some) replaceNoticedFile(db, file);
    });
  });
}

/** Whether a file was already imported before its folder was watched. */
function isThePhotoThere(db: WritableDatabase, { path, bytes, modified }: NewFile): boolean {
  const photo = findPhotoByPath(db, path);
  return photo?.bytes === bytes && modified < Date.parse(photo.addedAt);
}
