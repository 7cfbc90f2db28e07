import { basename } from 'node:path';
import { z } from 'zod';
import { failedFileSchema, type FailedFile } from '../../../shared/contract/photo.ts';
import type { Failure } from '../../../shared/result.ts';
import {
  all,
  count,
  failureOrNull,
  run,
  sql,
  sqlList,
  type ReadableDatabase,
  type WritableDatabase,
  returned,
} from '../database.ts';

const failedFileRow = z
  .object({
    id: z.number(),
    path: z.string(),
    error_code: z.string(),
    error_message: z.string(),
    failed_at: z.string(),
  })
  .transform((row) => ({
    id: row.id,
    path: row.path,
    name: basename(row.path),
    error: failureOrNull(row),
    failedAt: row.failed_at,
  }))
  .pipe(failedFileSchema);

const columns = sql`id, path, error_code, error_message, failed_at`;

/** Records a failed file. A file that is already recorded keeps its row and gets the new reason. */
export function insertFailedFile(db: WritableDatabase, path: string, error: Failure, failedAt: string): void {
  run(
    db,
    sql`INSERT INTO failed_file (path, error_code, error_message, failed_at)
      VALUES (${path}, ${error.code}, ${error.message}, ${failedAt})
      ON CONFLICT (path) DO UPDATE SET error_code = excluded.error_code,
        error_message = excluded.error_message, failed_at = excluded.failed_at`,
  );
}

/** Latest first. */
export function listFailedFiles(db: ReadableDatabase): FailedFile[] {
  return all(db, failedFileRow, sql`SELECT ${columns} FROM failed_file ORDER BY failed_at DESC, id DESC`);
}

export function countFailedFiles(db: ReadableDatabase): number {
  return count(db, sql`SELECT count(*) FROM failed_file`);
}

/** Deletes failed files from the list. Returns them, to try again. */
export function removeFailedFiles(db: WritableDatabase, ids: readonly number[]): FailedFile[] {
  return returned(
    db,
    failedFileRow,
    sql`DELETE FROM failed_file WHERE id IN ${sqlList(ids)} RETURNING ${columns}`,
  );
}

/** Deletes a file from the list after a successful import. */
export function removeFailedFileByPath(db: WritableDatabase, path: string): void {
  run(db, sql`DELETE FROM failed_file WHERE path = ${path}`);
}
