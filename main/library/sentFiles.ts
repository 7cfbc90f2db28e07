import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { removedDays } from '../../shared/contract/photo.ts';
import type { Database } from '../store/database.ts';
import { listFailedFiles } from '../store/failedFiles.ts';
import { listUnfinishedRequests } from '../store/jobs.ts';
import { listPathsWith } from '../store/removedPhotos.ts';
import { listUnfinishedRunRequests } from '../store/runs.ts';

/** What browsers send lies in a folder of its own each time, below the library's inbox. */
const prefix = 'dropped-';
const folderName = /dropped-\w{6}/gu;

/**
 * As long as removed photos can be put back. Somebody may still be sending; and where a damaged database was repaired from
 * an older copy, what came since is known by its files alone.
 */
const keptMs = removedDays * 86_400_000;

export function createSentFolder(inbox: string): Promise<string> {
  return mkdtemp(join(inbox, prefix));
}

/**
 * Deletes what browsers sent that came to nothing: of a drop that was cut off, or of an archive of many GB whose import
 * failed or was cancelled. Kept is what photos, those that can be put back and files that were set aside lie in, and
 * what a job or run that can still go on was asked to take.
 *
 * @param now milliseconds since 1970
 */
export async function collectSent(db: Database, inbox: string, now: number): Promise<void> {
  const needed = new Set(
    [
      ...listPathsWith(db, `/${prefix}`),
      ...listFailedFiles(db).map(({ path }) => path),
      ...listUnfinishedRequests(db, prefix),
      ...listUnfinishedRunRequests(db, prefix),
    ].flatMap((text) => text.match(folderName) ?? []),
  );
  for (const name of await readdir(inbox)) {
    if (!name.startsWith(prefix) || needed.has(name)) continue;
    const folder = join(inbox, name);
    if (now - (await stat(folder)).mtimeMs > keptMs) await rm(folder, { recursive: true, force: true });
  }
}
