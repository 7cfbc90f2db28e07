import type { Announce } from '../../../shared/contract/contract.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { Database } from '../../store/database.ts';
import type { HostLock } from '../../store/hostLock.ts';
import { listWatchedFolders } from '../../store/watchedFolders.ts';
import { realPathOf, realPathsOf } from '../findPhotoFiles.ts';
import type { JobRunner } from '../jobRunner.ts';
import { createFolderEvents } from './folderEvents.ts';
import { isIn } from '../../store/isIn.ts';
import { scanFolder, type NewFile } from './scanFolder.ts';
import { takeInFiles } from './takeInFiles.ts';

/** Looks after folders whose new photos come in by themselves. */
export interface FolderWatch {
  /** Looks through all of them from now on: at once, when something changes there, and now and then. */
  start(): void;
  /** Looks through a folder, and all in it, soon. */
  look(folder: string): void;
  forget(folder: string): void;
  /** Whether a folder could be opened when it was last looked for. */
  isThere(folder: string): boolean;
  /** Gives up looking. */
  close(): Promise<void>;
}

export interface FolderWatchParts {
  readonly db: Database;
  readonly lock: HostLock;
  readonly runner: Pick<JobRunner, 'queue'>;
  readonly announce: Announce;
  /** Folders never entered: the library's own. */
  readonly except: readonly string[];
}

export interface FolderWatchTimes {
  /** From a change to looking: what comes together is taken in together. */
  readonly waitMs: number;
  /** How long a file must have been left alone: until then it may still be being written. */
  readonly settleMs: number;
  /** How often all is looked through. */
  readonly everyMs: number;
}

const usualTimes: FolderWatchTimes = { waitMs: 2_000, settleMs: 3_000, everyMs: 15 * 60_000 };

/** deep: with all folders in it. flat: with those in it that are new. */
type Depth = 'deep' | 'flat';

export function createFolderWatch(parts: FolderWatchParts, times = usualTimes): FolderWatch {
  const { db, lock } = parts;
  const closing = new AbortController();
  const { signal } = closing;
  const due = new Map<string, Depth>();
  /** Real paths of the folders that are listened to. */
  const known = new Set<string>();
  const gone = new Set<string>();
  const events = createFolderEvents((folder) => {
    lookSoon(folder, 'flat', times.waitMs);
  });
  let isStarted = false;
  let wait: NodeJS.Timeout | undefined;
  let every: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();

  function lookSoon(folder: string, depth: Depth, afterMs: number): void {
    if (signal.aborted) return;
    if (due.get(folder) !== 'deep') due.set(folder, depth);
    wait ??= setTimeout(() => {
      wait = undefined;
      afterwards(lookThroughDue);
    }, afterMs).unref();
  }

  function afterwards(step: () => Promise<void> | void): void {
    work = work.then(step).catch((thrown: unknown) => {
      // Of a library that cannot be written to, other work complains; there is a next time.
      if (!signal.aborted && !(thrown instanceof InkdexError)) console.error(thrown);
    });
  }

  function lookAtAll(): void {
    for (const folder of listWatchedFolders(db)) lookSoon(folder, 'deep', 0);
    every ??= setInterval(() => {
      afterwards(lookAtAll);
    }, times.everyMs).unref();
  }

  async function lookThroughDue(): Promise<void> {
    const folders = [...due];
    due.clear();
    const roots = listWatchedFolders(db);
    const found = new Map<string, Map<string, NewFile>>();
    for (const [folder, depth] of folders) {
      const root = roots.find((watched) => isIn(folder, watched));
      if (root === undefined) continue;
      const files = await lookThrough(folder, depth);
      if (folder === root) tellWhether(root, files !== null);
      // Each once, though a folder and one in it may both be due.
      const before = found.get(root) ?? new Map<string, NewFile>();
      found.set(root, new Map([...before, ...(files ?? []).map((file) => [file.path, file] as const)]));
    }
    for (const [root, files] of found) await takeInFiles(parts, root, [...files.values()]);
  }

  /** @returns null for a folder that cannot be opened */
  async function lookThrough(folder: string, depth: Depth): Promise<readonly NewFile[] | null> {
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
    for (const unsettled of scan.unsettled) lookSoon(unsettled, 'flat', times.settleMs);
    return scan.files;
  }

  function tellWhether(folder: string, isThere: boolean): void {
    const wasThere = !gone.has(folder);
    if (isThere) gone.delete(folder);
    else gone.add(folder);
    if (isThere !== wasThere) parts.announce('watchedFoldersChanged', {});
  }

  lock.whenTaken(() => {
    if (isStarted) lookAtAll();
  });

  return {
    start() {
      isStarted = true;
      if (lock.claim()) lookAtAll();
    },
    look(folder) {
      lookSoon(folder, 'deep', 0);
    },
    forget(folder) {
      events.forget(folder);
      gone.delete(folder);
    },
    isThere: (folder) => !gone.has(folder),
    async close() {
      closing.abort();
      clearTimeout(wait);
      clearInterval(every);
      await work;
      events.close();
    },
  };
}
