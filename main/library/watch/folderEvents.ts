import { watch, type FSWatcher } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { isIn } from '../../store/photos/paths.ts';
import { isSystemName } from '../../../shared/contract/photo.ts';

/** Linux reports changes of single folders. Other systems report those of all subfolders, but are slow with many. */
const tellsOfAll = process.platform !== 'linux';

/**
 * Reports changes in folders. It misses some, on network drives for example, which only a scan finds.
 *
 * @param onChange called with the folder that directly contains a change, repeatedly while it changes
 * @param isDeep whether to listen to a folder together with its subfolders
 */
export function createFolderEvents(onChange: (folder: string) => void, isDeep: boolean = tellsOfAll) {
  const watchers = new Map<string, FSWatcher>();

  function stop(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  }

  return {
    /** Listens to a folder from now on. Listens again if it already did: the folder may have been replaced. */
    listen(folder: string): void {
      stop(folder);
      if (isDeep && [...watchers.keys()].some((other) => isIn(folder, other))) return;
      try {
        const watcher = watch(folder, { persistent: false, recursive: isDeep }, (_event, name) => {
          const inIt = name ?? '';
          const isHidden = inIt.split(sep).some((part) => isSystemName(part));
          if (!isHidden) onChange(join(folder, dirname(inIt)));
        });
        watchers.set(folder, watcher);
        // Some systems emit an error when the folder is removed.
        watcher.on('error', () => {
          if (watchers.get(folder) === watcher) stop(folder);
        });
      } catch {
        // The system cannot listen to this folder, or to no more folders. Regular scans still find changes.
      }
    },
    /** Stops listening to a folder and its subfolders. */
    forget(folder: string): void {
      for (const other of [...watchers.keys()]) if (isIn(other, folder)) stop(other);
    },
    /** Stops listening. */
    close(): void {
      for (const folder of [...watchers.keys()]) stop(folder);
    },
  };
}
