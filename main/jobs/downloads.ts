import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { windowsName } from '../../shared/fileNames.ts';
import type { JobId } from '../../shared/contract/job.ts';
import { InkdexError } from '../../shared/result.ts';
import { zipFolder } from '../files/zip.ts';
import { libraryPaths } from '../store/library/libraryPaths.ts';
import { giveOwnModes } from '../files/privateFiles.ts';
import { oldBefore } from '../store/library/daysOfUse.ts';
import { findJob } from '../store/jobs/jobs.ts';
import type { WritableDatabase } from '../store/database.ts';

export type Downloads = ReturnType<typeof createDownloads>;

/** For how many days a file can be downloaded: for one at least, whenever it was made. */
const keptDays = 2;

/**
 * Files that jobs make for a browser to save: `cache/downloads/<job>/<name>`, for two days. `GET /download/<job>` gives one to a
 * window with the secret in a header.
 *
 * @param library the library's folder
 */
export function createDownloads(db: WritableDatabase, library: string) {
  const folder = join(libraryPaths(library).cache, 'downloads');
  const folderOf = (job: JobId): string => join(folder, String(job));
  return {
    /**
     * Makes the file of a job. A folder becomes a zip archive.
     *
     * @param name of the new file or folder; characters that no system allows are replaced
     */
    async make<Value>(job: JobId, name: string, write: (path: string) => Promise<Value>): Promise<Value> {
      // An earlier attempt may have left something.
      await rm(folderOf(job), { recursive: true, force: true });
      await mkdir(folderOf(job), { recursive: true });
      const path = join(folderOf(job), windowsName(name));
      try {
        const value = await write(path);
        if ((await stat(path)).isDirectory()) await zipFolder(path);
        // It stays in the library, whatever permissions an export gets.
        await giveOwnModes(folderOf(job));
        return value;
      } catch (thrown) {
        await rm(folderOf(job), { recursive: true, force: true });
        throw thrown;
      }
    },
    async remove(job: JobId): Promise<void> {
      await rm(folderOf(job), { recursive: true, force: true });
    },
    /**
     * The path of the file of a finished job.
     *
     * @throws InkdexError `not-found`
     */
    async find(job: JobId): Promise<string> {
      const isDone = findJob(db, job)?.state === 'done';
      const [name] = isDone ? await readdir(folderOf(job)).catch(() => []) : [];
      if (name === undefined) {
        throw new InkdexError('not-found', 'The file is no longer there. Export it again.');
      }
      return join(folderOf(job), name);
    },
    async removeOld(): Promise<void> {
      const before = oldBefore(db, keptDays);
      for (const name of await readdir(folder).catch(() => [])) {
        const path = join(folder, name);
        if ((await stat(path)).mtime < before) await rm(path, { recursive: true, force: true });
      }
    },
  };
}
