import { z } from 'zod';
import { all, jsonText, run, transaction, type Database } from './database.ts';
import { pathsBelow } from './pathsBelow.ts';
import { findSetting, replaceSetting } from './settings.ts';

const setting = 'folder';
/** What names files by their paths. */
const tables = ['photo', 'removed_photo', 'failed_file', 'job_item', 'pdf_page'] as const;
/** What was asked of jobs and runs names files as well, among other things. */
const asked = ['job', 'run'] as const;
const requestRow = z.object({ id: z.number(), request: jsonText });

/**
 * A library has files of its own below its folder, such as what was dropped into a browser and the drawn pages of PDFs.
 * Where the folder stands elsewhere than the last time, so do they.
 *
 * @param folder absolute
 */
export function followFolder(db: Database, folder: string): void {
  const before = findSetting(db, setting);
  if (before === folder) return;
  transaction(db, () => {
    if (before !== undefined) {
      for (const table of tables) movePaths(db, table, before, folder);
      for (const table of asked) moveRequests(db, table, before, folder);
    }
    replaceSetting(db, setting, folder);
  });
}

function movePaths(db: Database, table: (typeof tables)[number], before: string, now: string): void {
  const { from, to } = pathsBelow(before);
  run(db, {
    text: `UPDATE OR REPLACE ${table} SET path = ? || substr(path, length(?) + 1) WHERE path > ? AND path < ?`,
    values: [now, before, from, to],
  });
}

/** Of those that go on, or can: one that waits has yet to look for its files. */
function moveRequests(db: Database, table: (typeof asked)[number], before: string, now: string): void {
  const { from } = pathsBelow(before);
  const rows = all(db, requestRow, {
    text: `SELECT id, request FROM ${table} WHERE state NOT IN ('done', 'cancelled') AND instr(request, ?) > 0`,
    values: [JSON.stringify(from).slice(1, -1)],
  });
  for (const { id, request } of rows) {
    const moved = JSON.stringify(request, (_, value: unknown) =>
      typeof value === 'string' && value.startsWith(from) ? now + value.slice(before.length) : value,
    );
    run(db, { text: `UPDATE ${table} SET request = ? WHERE id = ?`, values: [moved, id] });
  }
}
