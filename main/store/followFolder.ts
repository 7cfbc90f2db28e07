import { run, transaction, type Database } from './database.ts';
import { pathsBelow } from './pathsBelow.ts';
import { findSetting, replaceSetting } from './settings.ts';

const setting = 'folder';
/** What names files by their paths. */
const tables = ['photo', 'removed_photo', 'failed_file', 'job_item', 'pdf_page'] as const;

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
    if (before !== undefined) for (const table of tables) movePaths(db, table, before, folder);
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
