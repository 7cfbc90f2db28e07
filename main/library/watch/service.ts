import { realpath } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { CallArgs } from '../../../shared/contract/contract.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { WatchedFolder } from '../../../shared/contract/library.ts';
import { transaction } from '../../store/database.ts';
import {
  countPhotosBelow,
  insertWatchedFolder,
  listWatchedFolders,
  removeWatchedFolder,
} from '../../store/watchedFolders.ts';
import { readFolder } from '../findPhotoFiles.ts';
import { createFolderWatch, type FolderWatchParts, type FolderWatchTimes } from './folderWatch.ts';
import { isIn } from '../../store/paths.ts';

/** The service for watched folders. New photos in them are imported while this process runs the library's jobs. */
export interface WatchingService {
  listWatchedFolders(): WatchedFolder[];
  /**
   * Scans the folder again if it is already watched.
   *
   * @throws InkdexError `file-missing`, `permission-denied`, `bad-arguments` for a file or a folder of the library
   */
  watchFolder(args: CallArgs<'watchFolder'>): Promise<WatchedFolder[]>;
  unwatchFolder(args: CallArgs<'unwatchFolder'>): WatchedFolder[];
  start(): void;
  close(): Promise<void>;
}

export interface WatchingParts extends Omit<FolderWatchParts, 'except'> {
  /** Folder of the library. */
  readonly folder: string;
}

export function createWatching(
  { folder: library, ...parts }: WatchingParts,
  times?: FolderWatchTimes,
): WatchingService {
  const { db, lock, announce } = parts;
  const watch = createFolderWatch({ ...parts, except: [library] }, times);

  function list(): WatchedFolder[] {
    return listWatchedFolders(db).map((path) => ({
      path,
      name: basename(path) || path,
      photos: countPhotosBelow(db, path),
      isThere: watch.isThere(path),
    }));
  }

  return {
    listWatchedFolders: list,
    async watchFolder({ path }) {
      const folder = resolve(path);
      // A watched folder that is missing is scanned again, not rejected.
      if (!listWatchedFolders(db).includes(folder)) await requireFolder(folder, library);
      lock.require();
      transaction(db, () => {
        const watched = listWatchedFolders(db);
        if (watched.some((other) => isIn(folder, other))) return;
        for (const inner of watched) if (isIn(inner, folder)) removeWatchedFolder(db, inner);
        insertWatchedFolder(db, folder, new Date().toISOString());
      });
      watch.look(folder);
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
