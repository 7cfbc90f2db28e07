import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { all, count, run, sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import { pathsBelow } from './paths.ts';

/** The size and time of a file when it was imported. */
export interface NoticedFile {
  readonly folder: string;
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

const folderRow = z.object({ path: z.string(), only_writing: z.number() });
const noticedRow = z.object({
  folder: z.string(),
  name: z.string(),
  bytes: z.number(),
  modified: z.number(),
});

/** What is watched, and whether of its new photos only those with writing are read. */
export interface StoredFolder {
  readonly path: string;
  readonly onlyWriting: boolean;
}

/** The watched folders, by path. */
export function listWatchedFolders(db: ReadableDatabase): StoredFolder[] {
  return all(db, folderRow, sql`SELECT path, only_writing FROM watched_folder ORDER BY path`).map(
    ({ path, only_writing: onlyWriting }) => ({ path, onlyWriting: onlyWriting === 1 }),
  );
}

/** Watches a folder; one that is watched already then has this choice. */
export function replaceWatchedFolder(
  db: WritableDatabase,
  { path, onlyWriting }: StoredFolder,
  addedAt: string,
): void {
  run(
    db,
    sql`INSERT INTO watched_folder (path, added_at, only_writing)
      VALUES (${path}, ${addedAt}, ${onlyWriting ? 1 : 0})
      ON CONFLICT (path) DO UPDATE SET only_writing = excluded.only_writing`,
  );
}

/** Keeps the list of known files, so that a folder that is watched again has none new. Returns the number removed. */
export function removeWatchedFolder(db: WritableDatabase, path: string): number {
  return run(db, sql`DELETE FROM watched_folder WHERE path = ${path}`);
}

/** The known files directly in a folder. */
export function listNoticedFiles(db: ReadableDatabase, folder: string): NoticedFile[] {
  return all(
    db,
    noticedRow,
    sql`SELECT folder, name, bytes, modified FROM noticed_file WHERE folder = ${folder}`,
  );
}

/** Records the current state of a file. */
export function replaceNoticedFile(
  db: WritableDatabase,
  { folder, name, bytes, modified }: NoticedFile,
): void {
  run(
    db,
    sql`INSERT INTO noticed_file (folder, name, bytes, modified) VALUES (${folder}, ${name}, ${bytes}, ${modified})
      ON CONFLICT (folder, name) DO UPDATE SET bytes = excluded.bytes, modified = excluded.modified`,
  );
}

/** Forgets a file, so that a file at this path counts as new. For a photo that was moved or is missing. */
export function removeNoticedFile(db: WritableDatabase, path: string): void {
  run(db, sql`DELETE FROM noticed_file WHERE folder = ${dirname(path)} AND name = ${basename(path)}`);
}

export function countPhotosBelow(db: ReadableDatabase, folder: string): number {
  const { from, to } = pathsBelow(folder);
  return count(db, sql`SELECT count(*) FROM photo WHERE path > ${from} AND path < ${to}`);
}
