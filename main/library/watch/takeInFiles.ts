import { basename } from 'node:path';
import { counted } from '../../../shared/text.ts';
import { transaction, type Database } from '../../store/database.ts';
import { findPhotoByPath } from '../../store/photos.ts';
import { replaceNoticedFile } from '../../store/watchedFolders.ts';
import type { ImportRequest } from '../importSteps.ts';
import { inBatches } from '../../jobs/inBatches.ts';
import type { Jobs } from '../../jobs/service.ts';
import type { NewFile } from './scanFolder.ts';

export interface IntakeParts {
  readonly db: Database;
  readonly jobs: Pick<Jobs, 'queue'>;
}

/** A batch takes a few milliseconds. */
const filesAtOnce = 500;

/**
 * Queues an import of the new files in a watched folder and records them, so that an import that the user cancels does
 * not start again.
 */
export async function takeInFiles(
  { db, jobs }: IntakeParts,
  folder: string,
  files: readonly NewFile[],
): Promise<void> {
  const paths: string[] = [];
  await inBatches(files, filesAtOnce, (some) => {
    paths.push(...some.filter((file) => !isThePhotoThere(db, file)).map(({ path }) => path));
  });
  if (paths.length > 0) {
    const title = `Import ${counted(paths.length, 'new file')} from ${basename(folder) || folder}`;
    jobs.queue({
      kind: 'import',
      title,
      request: { paths, read: true, leaveRemoved: true } satisfies ImportRequest,
    });
  }
  // After the import is committed. A file that is not recorded because of a crash is imported again as a duplicate.
  await inBatches(files, filesAtOnce, (some) => {
    transaction(db, () => {
      for (const file of some) replaceNoticedFile(db, file);
    });
  });
}

/** Whether a file was already imported before its folder was watched. */
function isThePhotoThere(db: Database, { path, bytes, modified }: NewFile): boolean {
  const photo = findPhotoByPath(db, path);
  return photo?.bytes === bytes && modified < Date.parse(photo.addedAt);
}
