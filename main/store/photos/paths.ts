import { statSync } from 'node:fs';
import { sep } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../../shared/json.ts';
import { transaction, sql, type WritableDatabase } from '../database.ts';
import { libraryPaths } from '../library/libraryPaths.ts';
import { findSetting, forgetLibraryId, replaceSetting } from '../library/settings.ts';

/** Whether a path equals a folder or is below it. Both are absolute. */
export function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(pathsBelow(folder).from);
}

/**
 * The range of all paths below a folder, for use with an index: paths after `from` and before `to`.
 *
 * @param folder absolute
 */
export function pathsBelow(folder: string): { readonly from: string; readonly to: string } {
  const stem = folder.endsWith(sep) ? folder.slice(0, -1) : folder;
  return { from: stem + sep, to: stem + String.fromCharCode(sep.charCodeAt(0) + 1) };
}

const setting = 'folder';
/** Columns that contain paths. */
const tables = ['photo', 'removed_photo', 'failed_file', 'job_item', 'pdf_page'] as const;
const requestRow = z.object({ id: z.number(), request: z.string() });

/**
 * Updates paths after a library was moved. A library has files in its own folder, such as uploads and rendered pages of
 * PDFs, which move with it. Where the library is still at its earlier place, too, this one is a copy.
 *
 * @param folder absolute
 */
export function followFolder(db: WritableDatabase, folder: string): void {
  const before = findSetting(db, setting);
  if (before === folder) return;
  transaction(db, () => {
    if (before !== undefined) {
      if (isCopy(folder, before)) forgetLibraryId(db);
      for (const table of tables) movePaths(db, table, before, folder);
      moveRequests(db, before, folder);
    }
    replaceSetting(db, setting, folder);
  });
}

/** Whether another database is at the earlier place. A folder may have two paths, by a link. */
function isCopy(folder: string, before: string): boolean {
  const [own, other] = [folder, before].map((each) =>
    statSync(libraryPaths(each).database, { throwIfNoEntry: false }),
  );
  return own !== undefined && other !== undefined && own.ino !== other.ino;
}

function movePaths(db: WritableDatabase, table: (typeof tables)[number], before: string, now: string): void {
  const { from, to } = pathsBelow(before);
  db.run({
    text: `UPDATE OR REPLACE ${table} SET path = ? || substr(path, length(?) + 1) WHERE path > ? AND path < ?`,
    values: [now, before, from, to],
  });
}

/** Updates the requests of jobs that still need their files. Failed trainings can be resumed. */
function moveRequests(db: WritableDatabase, before: string, now: string): void {
  const { from } = pathsBelow(before);
  const text = JSON.stringify(from).slice(1, -1);
  const rows = db.all(
    requestRow,
    sql`SELECT id, request FROM job WHERE state NOT IN ('done', 'cancelled') AND instr(request, ${text}) > 0`,
  );
  for (const { id, request: stored } of rows) {
    const request = parseJson(stored);
    // Its job fails with the reason when it runs; the library opens.
    if (request === undefined) continue;
    const moved = JSON.stringify(request, (_, value: unknown) =>
      typeof value === 'string' && value.startsWith(from) ? now + value.slice(before.length) : value,
    );
    db.run(sql`UPDATE job SET request = ${moved} WHERE id = ${id}`);
  }
}
