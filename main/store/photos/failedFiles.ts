import { basename, dirname } from 'node:path';
import { failedFileSchema, photoFormats, type FailedFile } from '../../../shared/contract/photo.ts';
import { failureSchema, type Failure } from '../../../shared/result.ts';
import { counted } from '../../../shared/text.ts';
import {
  failureColumn,
  jsonOf,
  sql,
  sqlList,
  type ReadableDatabase,
  type WritableDatabase,
} from '../database.ts';
import { isIn } from './paths.ts';
import { countPhotosBelow } from './watchedFolders.ts';

const failedFileRow = failedFileSchema
  .omit({ name: true })
  .extend({ error: jsonOf(failureSchema) })
  .transform((row): FailedFile => ({ ...row, name: basename(row.path) }));

const columns = sql`id, path, ${failureColumn}, failed_at AS failedAt`;

/** Records a failed file. A file that is already recorded keeps its row and gets the new reason. */
export function insertFailedFile(db: WritableDatabase, path: string, error: Failure, failedAt: string): void {
  db.run(sql`INSERT INTO failed_file (path, error_code, error_message, failed_at)
      VALUES (${path}, ${error.code}, ${error.message}, ${failedAt})
      ON CONFLICT (path) DO UPDATE SET error_code = excluded.error_code,
        error_message = excluded.error_message, failed_at = excluded.failed_at`);
}

/** Latest first. What is said of a folder follows from the photos that are known of it now. */
export function listFailedFiles(db: ReadableDatabase): FailedFile[] {
  return failedRows(db).map((row) => ({
    ...row,
    error: failureOfFolder(db, row.path, row.error.code) ?? row.error,
  }));
}

function failedRows(db: ReadableDatabase): FailedFile[] {
  return db.all(failedFileRow, sql`SELECT ${columns} FROM failed_file ORDER BY failed_at DESC, id DESC`);
}

/** Why nothing of a folder can be imported: it has no photos, or is not there. Null for other reasons, and what may be a file. */
export function failureOfFolder(db: ReadableDatabase, path: string, code: Failure['code']): Failure | null {
  if (code !== 'no-photos' && code !== 'file-missing') return null;
  const known = countPhotosBelow(db, path);
  const folder = `The folder ${basename(path) || path}`;
  if (known > 0) {
    const state = code === 'no-photos' ? 'contains no photos now' : 'is not there';
    const photos = `${counted(known, 'known photo')} of it ${known === 1 ? 'is' : 'are'} out of reach`;
    return {
      code,
      message: `${folder} ${state}. ${photos}. If its drive is not connected, connect it, then try again.`,
    };
  }
  if (code === 'file-missing') return null;
  return { code, message: `${folder} contains no photos. Inkdex can import ${photoFormats} and PDF.` };
}

/** What failed for one of these reasons may be a folder, and says nothing of the folders that it is in. */
const unseen: ReadonlySet<Failure['code']> = new Set(['no-photos', 'file-missing', 'permission-denied']);

/**
 * Takes off the list what is over: folders in which photos were found since, and files that are no longer in a folder in which
 * others were found.
 *
 * @param searched the folders and files of an import
 * @param found all files, and folders without any, that it has found there
 * @returns how many are over
 */
export function endFailures(
  db: WritableDatabase,
  searched: readonly string[],
  found: readonly string[],
): number {
  const failed = failedRows(db);
  const there = new Set(found);
  const away = new Set(failed.flatMap(({ path, error }) => (unseen.has(error.code) ? [path] : [])));
  const filled = new Set<string>();
  for (const path of there.difference(away)) {
    for (let folder = dirname(path); !filled.has(folder); folder = dirname(folder)) filled.add(folder);
  }
  const whole = searched.filter((path) => filled.has(path));
  const isGone = (path: string): boolean =>
    filled.has(dirname(path)) && whole.some((folder) => isIn(path, folder));
  const over = failed.filter(({ path }) => !there.has(path) && (filled.has(path) || isGone(path)));
  return removeFailedFiles(
    db,
    over.map(({ id }) => id),
  ).length;
}

export function countFailedFiles(db: ReadableDatabase): number {
  return db.count(sql`SELECT count(*) FROM failed_file`);
}

/** Deletes failed files from the list. Returns them, to try again. */
export function removeFailedFiles(db: WritableDatabase, ids: readonly number[]): FailedFile[] {
  return db.returned(
    failedFileRow,
    sql`DELETE FROM failed_file WHERE id IN ${sqlList(ids)} RETURNING ${columns}`,
  );
}

/** Deletes a file from the list after a successful import. Returns whether it was there. */
export function removeFailedFileByPath(db: WritableDatabase, path: string): boolean {
  return db.run(sql`DELETE FROM failed_file WHERE path = ${path}`) > 0;
}
