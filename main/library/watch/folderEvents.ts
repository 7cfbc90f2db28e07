import { watch, type FSWatcher } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { isIn } from '../../store/isIn.ts';

/** Tells when something changes in folders. What it misses, on network drives say, only looking finds. */
export interface FolderEvents {
  /** Listens to a folder from now on, anew where it did: another may stand there by now. */
  listen(folder: string): void;
  /** Stops listening to a folder and to those in it. */
  forget(folder: string): void;
  /** Stops listening. */
  close(): void;
}

/** Linux tells of one folder at a time; the others of all that is in it, and of many only slowly. */
const tellsOfAll = process.platform !== 'linux';

/**
 * @param onChange told of the folder directly in which something changed, again and again while it does
 * @param isDeep whether to listen to a folder together with those in it
 */
export function createFolderEvents(
  onChange: (folder: string) => void,
  isDeep: boolean = tellsOfAll,
): FolderEvents {
  const watchers = new Map<string, FSWatcher>();

  function stop(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  }

  return {
    listen(folder) {
      stop(folder);
      if (isDeep && [...watchers.keys()].some((other) => isIn(folder, other))) return;
      try {
        const watcher = watch(folder, { persistent: false, recursive: isDeep }, (_event, name) => {
          const inIt = name ?? '';
          const isHidden = inIt.split(sep).some((part) => part.startsWith('.'));
          if (!isHidden) onChange(join(folder, dirname(inIt)));
        });
        watchers.set(folder, watcher);
        // Some systems say so when it is removed.
        watcher.on('error', () => {
          if (watchers.get(folder) === watcher) stop(folder);
        });
      } catch {
        // The system listens to no more of them, or not there: now and then it is looked through all the same.
      }
    },
    forget(folder) {
      for (const other of [...watchers.keys()]) if (isIn(other, folder)) stop(other);
    },
    close() {
      for (const folder of [...watchers.keys()]) stop(folder);
    },
  };
}
