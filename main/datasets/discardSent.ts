import { rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Database } from '../store/database.ts';
import { isIn } from '../store/isIn.ts';
import { countPhotosBelow } from '../store/watchedFolders.ts';

/**
 * Deletes what a browser sent for an import that is done: images are kept as objects, and an archive may be many GB.
 * What lies elsewhere is the person's own.
 *
 * @param inbox of the library, with a folder for each time that something was sent
 * @param path that was imported
 */
export async function discardSent(db: Database, inbox: string, path: string): Promise<void> {
  const [sent] = relative(inbox, path).split(sep);
  if (!isIn(path, inbox) || sent?.startsWith('dropped-') !== true) return;
  const folder = join(inbox, sent);
  // Where another program has it open, it stays.
  if (countPhotosBelow(db, folder) === 0)
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}
