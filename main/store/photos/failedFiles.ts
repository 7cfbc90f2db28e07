import { basename } from 'node:path';
import { failedFileSchema, type FailedFile } from '../../../shared/contract/photo.ts';
import { failureSchema, type Failure } from '../../../shared/result.ts';
import {
  failureColumn,
  jsonOf,
  sql,
  sqlList,
  type ReadableDatabase,
  type WritableDatabase,
} from '../database.ts';

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

/** Latest first. */
export function listFailedFiles(db: ReadableDatabase): FailedFile[] {
  return db.all(failedFileRow, sql`SELECT ${columns} FROM failed_file ORDER BY failed_at DESC, id DESC`);
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

/** Deletes a file from the list after a successful import. */
export function removeFailedFileByPath(db: WritableDatabase, path: string): void {
  db.run(sql`DELETE FROM failed_file WHERE path = ${path}`);
}
