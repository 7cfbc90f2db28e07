import { InkdexError } from '../../../shared/result.ts';
import { listWatchedFolders, type StoredFolder } from '../../store/photos/watchedFolders.ts';
import { realPathOf, realPathsOf } from '../findPhotoFiles.ts';
import type { Jobs } from '../../jobs/service.ts';
import { createFolderEvents } from './folderEvents.ts';
import { isIn } from '../../store/photos/paths.ts';
import { scanFolder, type NewFile, importNewFiles } from './newFiles.ts';
import type { SharedParts } from '../../store/library/sharedParts.ts';

export interface FolderWatchParts extends SharedParts {
  readonly jobs: Pick<Jobs, 'queue'>;
  /** Folders to skip: those of the library. */
  readonly except: readonly string[];
}

export interface FolderWatchTimes {
  /** Delay from a change to a scan, so that files that arrive together are imported together. */
  readonly waitMs: number;
  /** How long a file must be unchanged. Until then a program may still be writing it. */
  readonly settleMs: number;
  /** Interval between full scans. */
  readonly everyMs: number;
}

const usualTimes: FolderWatchTimes = { waitMs: 2_000, settleMs: 3_000, everyMs: 15 * 60_000 };

/** deep: with all subfolders. flat: only with new subfolders. */
type Depth = 'deep' | 'flat';

/** Watches folders for new photos and imports them. */
export function createFolderWatch(parts: FolderWatchParts, times = usualTimes) {
  const { db, lock } = parts;
  const closing = new AbortController();
  const { signal } = closing;
  const due = new Map<string, Depth>();
  /** Real paths of the folders that are watched for events. */
  const known = new Set<string>();
  const gone = new Set<string>();
  const events = createFolderEvents((folder) => {
    scanSoon(folder, 'flat', times.waitMs);
  });
  let isStarted = false;
  let wait: NodeJS.Timeout | undefined;
  let every: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();

  function scanSoon(folder: string, depth: Depth, afterMs: number): void {
    if (signal.aborted) return;
    if (due.get(folder) !== 'deep') due.set(folder, depth);
    wait ??= setTimeout(() => {
      wait = undefined;
      afterwards(scanDue);
    }, afterMs).unref();
  }

  function afterwards(step: () => Promise<void> | void): void {
    work = work.then(step).catch((thrown: unknown) => {
      // Errors of the library are reported by other work. The next scan tries again.
      if (!signal.aborted && !(thrown instanceof InkdexError)) console.error(thrown);
    });
  }

  function scanAll(): void {
    for (const { path } of listWatchedFolders(db)) scanSoon(path, 'deep', 0);
    every ??= setInterval(() => {
      afterwards(scanAll);
    }, times.everyMs).unref();
  }

  async function scanDue(): Promise<void> {
    const folders = [...due];
    due.clear();
    const roots = listWatchedFolders(db);
    const found = new Map<StoredFolder, Map<string, NewFile>>();
    for (const [folder, depth] of folders) {
      const root = roots.find(({ path }) => isIn(folder, path));
      if (root === undefined) continue;
      const files = await newFilesIn(folder, depth);
      if (folder === root.path) tellWhether(folder, files !== null);
      // Each file once, even if a folder and its subfolder are both due.
      const before = found.get(root) ?? new Map<string, NewFile>();
      found.set(root, new Map([...before, ...(files ?? []).map((file) => [file.path, file] as const)]));
    }
    for (const [root, files] of found) await importNewFiles(parts, root, [...files.values()]);
  }

  /** @returns null for a folder that cannot be opened */
  async function newFilesIn(folder: string, depth: Depth): Promise<readonly NewFile[] | null> {
    const except = await realPathsOf(parts.except);
    const place = await realPathOf(folder);
    for (const other of [...known]) {
      if (depth === 'deep' ? isIn(other, place) : other === place) known.delete(other);
    }
    const visited = depth === 'deep' ? except : except.union(known);
    const onEnter = (entered: string): void => {
      events.listen(entered);
    };
    const scan = await scanFolder(db, folder, { visited, signal, settleMs: times.settleMs, onEnter });
    if (scan === null) {
      events.forget(folder);
      return null;
    }
    for (const entered of visited) known.add(entered);
    for (const unsettled of scan.unsettled) scanSoon(unsettled, 'flat', times.settleMs);
    return scan.files;
  }

  function tellWhether(folder: string, isThere: boolean): void {
    const wasThere = !gone.has(folder);
    if (isThere) gone.delete(folder);
    else gone.add(folder);
    if (isThere !== wasThere) parts.announce('watchedFoldersChanged', {});
  }

  lock.whenTaken(() => {
    if (isStarted) scanAll();
  });

  return {
    /** Starts scanning all watched folders: now, after changes, and at regular intervals. */
    start(): void {
      isStarted = true;
      if (lock.claim()) scanAll();
    },
    /** Scans a folder and its subfolders soon. */
    scan(folder: string): void {
      scanSoon(folder, 'deep', 0);
    },
    forget(folder: string): void {
      events.forget(folder);
      gone.delete(folder);
    },
    /** Whether the folder could be opened in the last scan. */
    isThere: (folder: string): boolean => !gone.has(folder),
    /** Stops watching. */
    async close(): Promise<void> {
      closing.abort();
      clearTimeout(wait);
      clearInterval(every);
      await work;
      events.close();
    },
  };
}
