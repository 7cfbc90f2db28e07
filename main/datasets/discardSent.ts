import { rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Database } from '../store/database.ts';
import { isIn } from '../store/paths.ts';
import { countPhotosBelow } from '../store/watchedFolders.ts';

/**
 * Deletes uploaded files of a finished import: the images are stored as objects, and an archive may have many GB.
 * Files elsewhere belong to the user and stay.
 *
 * @param inbox the library's upload folder, with a subfolder for each upload
 * @param path the path that was imported
 */
export async function discardSent(db: Database, inbox: string, path: string): Promise<void> {
  const [sent] = relative(inbox, path).split(sep);
  if (!isIn(path, inbox) || sent?.startsWith('dropped-') !== true) return;
  const folder = join(inbox, sent);
  // The file stays when another program has it open.
  if (countPhotosBelow(db, folder) === 0)
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}
