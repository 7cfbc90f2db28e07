import { basename } from 'node:path';
import { counted } from '../../../shared/text.ts';
import { transaction, type Database } from '../../store/database.ts';
import { findPhotoByPath } from '../../store/photos.ts';
import { replaceNoticedFile } from '../../store/watchedFolders.ts';
import type { ImportRequest } from '../importSteps.ts';
import { inTurns } from '../inTurns.ts';
import type { JobRunner } from '../jobRunner.ts';
import type { NewFile } from './scanFolder.ts';

export interface IntakeParts {
  readonly db: Database;
  readonly runner: Pick<JobRunner, 'queue'>;
}

/** A few milliseconds' work. */
const filesAtOnce = 500;

/**
 * Queues an import of what is new in a watched folder, and notices it: an import that a person cancels is not begun
 * again.
 */
export async function takeInFiles(
  { db, runner }: IntakeParts,
  folder: string,
  files: readonly NewFile[],
): Promise<void> {
  const paths: string[] = [];
  await inTurns(files, filesAtOnce, (some) => {
    paths.push(...some.filter((file) => !isThePhotoThere(db, file)).map(({ path }) => path));
  });
  if (paths.length > 0) {
    const title = `Import ${counted(paths.length, 'new file')} from ${basename(folder) || folder}`;
    runner.queue({
      kind: 'import',
      title,
      request: { paths, read: true, leaveRemoved: true } satisfies ImportRequest,
    });
  }
  // With the import on disk: a file that a crash leaves unnoticed is taken in again, and known already.
  await inTurns(files, filesAtOnce, (some) => {
    transaction(db, () => {
      for (const file of some) replaceNoticedFile(db, file);
    });
  });
}

/** What was imported by hand before its folder was watched need not be looked at once more. */
function isThePhotoThere(db: Database, { path, bytes, modified }: NewFile): boolean {
  const photo = findPhotoByPath(db, path);
  return photo?.bytes === bytes && modified < Date.parse(photo.addedAt);
}
