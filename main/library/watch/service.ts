import { realpath } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Serves } from '../../../shared/contract/contract.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { WatchedFolder, watchingCalls } from '../../../shared/contract/library.ts';
import { transaction } from '../../store/database.ts';
import {
  countPhotosBelow,
  listWatchedFolders,
  removeWatchedFolder,
  replaceWatchedFolder,
} from '../../store/photos/watchedFolders.ts';
import { readFolder } from '../findPhotoFiles.ts';
import { createFolderWatch, type FolderWatchParts, type FolderWatchTimes } from './folderWatch.ts';
import { isIn } from '../../store/photos/paths.ts';

export type WatchingService = ReturnType<typeof createWatching>;

export interface WatchingParts extends Omit<FolderWatchParts, 'except'> {
  /** Folder of the library. */
  readonly folder: string;
}

/**
 * Watches folders. New photos in them are imported while this process runs the library's jobs. Folders are scanned at the
 * start, two seconds after a change, and every 15 minutes. A file is imported when it has not been written to for three
 * seconds. A removed photo stays removed.
 */
export function createWatching({ folder: library, ...parts }: WatchingParts, times?: FolderWatchTimes) {
  const { db, lock, announce } = parts;
  const watch = createFolderWatch({ ...parts, except: [library] }, times);

  function list(): WatchedFolder[] {
    return listWatchedFolders(db).map((watched) => ({
      ...watched,
      name: basename(watched.path) || watched.path,
      photos: countPhotosBelow(db, watched.path),
      isThere: watch.isThere(watched.path),
    }));
  }

  const calls = {
    listWatchedFolders: list,
    async watchFolder({ path, onlyWriting }) {
      const folder = resolve(path);
      // A watched folder that is missing is scanned again, not rejected.
      if (!listWatchedFolders(db).some((watched) => watched.path === folder))
        await requireFolder(folder, library);
      lock.require();
      transaction(db, () => {
        const watched = listWatchedFolders(db);
        const before = watched.find((other) => isIn(folder, other.path));
        if (before !== undefined && (onlyWriting === undefined || before.path !== folder)) return;
        for (const inner of watched) {
          if (inner.path !== folder && isIn(inner.path, folder)) removeWatchedFolder(db, inner.path);
        }
        const chosen = { path: folder, onlyWriting: onlyWriting ?? false };
        replaceWatchedFolder(db, chosen, new Date().toISOString());
      });
      watch.scan(folder);
      announce('watchedFoldersChanged', {});
      return list();
    },
    unwatchFolder({ path }) {
      lock.require();
      removeWatchedFolder(db, path);
      watch.forget(path);
      announce('watchedFoldersChanged', {});
      return list();
    },
  } satisfies Serves<typeof watchingCalls>;
  return {
    calls,
    start: () => {
      watch.start();
    },
    close: () => watch.close(),
  };
}

async function requireFolder(folder: string, library: string): Promise<void> {
  await readFolder(folder);
  const [place, own] = await Promise.all([realpath(folder), realpath(library)]);
  if (isIn(place, own)) {
    throw new InkdexError(
      'bad-arguments',
      `${folder} is a folder of the Inkdex library. Choose a folder with your photos.`,
    );
  }
}
