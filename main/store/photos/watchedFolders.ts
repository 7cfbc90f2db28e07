import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { flag, sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import { pathsBelow } from './paths.ts';

/** The size and time of a file when it was imported. */
const noticedRow = z.object({
  folder: z.string(),
  name: z.string(),
  bytes: z.number(),
  /** Milliseconds since 1970. */
  modified: z.number(),
});
export type NoticedFile = z.infer<typeof noticedRow>;

/** What is watched, and whether of its new photos only those with writing are read. */
const folderRow = z.object({ path: z.string(), onlyWriting: flag });
export type StoredFolder = z.infer<typeof folderRow>;

/** The watched folders, by path. */
export function listWatchedFolders(db: ReadableDatabase): StoredFolder[] {
  return db.all(folderRow, sql`SELECT path, only_writing AS onlyWriting FROM watched_folder ORDER BY path`);
}

/** Watches a folder; one that is watched already then has this choice. */
export function replaceWatchedFolder(
  db: WritableDatabase,
  { path, onlyWriting }: StoredFolder,
  addedAt: string,
): void {
  db.run(sql`INSERT INTO watched_folder (path, added_at, only_writing)
      VALUES (${path}, ${addedAt}, ${onlyWriting ? 1 : 0})
      ON CONFLICT (path) DO UPDATE SET only_writing = excluded.only_writing`);
}

/** Keeps the list of known files, so that a folder that is watched again has none new. Returns the number removed. */
export function removeWatchedFolder(db: WritableDatabase, path: string): number {
  return db.run(sql`DELETE FROM watched_folder WHERE path = ${path}`);
}

/** The known files directly in a folder. */
export function listNoticedFiles(db: ReadableDatabase, folder: string): NoticedFile[] {
  return db.all(
    noticedRow,
    sql`SELECT folder, name, bytes, modified FROM noticed_file WHERE folder = ${folder}`,
  );
}

/** Records the current state of a file. */
export function replaceNoticedFile(
  db: WritableDatabase,
  { folder, name, bytes, modified }: NoticedFile,
): void {
  db.run(sql`INSERT INTO noticed_file (folder, name, bytes, modified) VALUES (${folder}, ${name}, ${bytes}, ${modified})
      ON CONFLICT (folder, name) DO UPDATE SET bytes = excluded.bytes, modified = excluded.modified`);
}

/** Forgets a file, so that a file at this path counts as new. For a photo that was moved or is missing. */
export function removeNoticedFile(db: WritableDatabase, path: string): void {
  db.run(sql`DELETE FROM noticed_file WHERE folder = ${dirname(path)} AND name = ${basename(path)}`);
}

export function countPhotosBelow(db: ReadableDatabase, folder: string): number {
  const { from, to } = pathsBelow(folder);
  return db.count(sql`SELECT count(*) FROM photo WHERE path > ${from} AND path < ${to}`);
}
