import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { removedDays } from '../../shared/contract/photo.ts';
import type { Database } from '../store/database.ts';
import { listFailedFiles } from '../store/failedFiles.ts';
import { listUnfinishedRequests } from '../store/jobs.ts';
import { listPathsWith } from '../store/removedPhotos.ts';

/** Each batch of uploads is in a folder with this prefix, in the library's inbox. */
const prefix = 'dropped-';
const folderName = /dropped-\w{6}/gu;

/**
 * As long as removed photos can be restored. Younger folders may still receive uploads; and after a damaged database was
 * repaired from an older backup, later uploads exist only as files.
 */
const keptMs = removedDays * 86_400_000;

export function createSentFolder(inbox: string): Promise<string> {
  return mkdtemp(join(inbox, prefix));
}

/**
 * Deletes uploads that nothing uses: of interrupted uploads, and archives of many GB whose import failed or was
 * cancelled. Keeps folders with files of photos, removed photos or failed files, and of jobs that can continue.
 *
 * @param now milliseconds since 1970
 */
export async function collectSent(db: Database, inbox: string, now: number): Promise<void> {
  const needed = new Set(
    [
      ...listPathsWith(db, `/${prefix}`),
      ...listFailedFiles(db).map(({ path }) => path),
      ...listUnfinishedRequests(db, prefix),
    ].flatMap((text) => text.match(folderName) ?? []),
  );
  for (const name of await readdir(inbox)) {
    if (!name.startsWith(prefix) || needed.has(name)) continue;
    const folder = join(inbox, name);
    if (now - (await stat(folder)).mtimeMs > keptMs) await rm(folder, { recursive: true, force: true });
  }
}
