import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PreparedWork } from '../jobs/steps.ts';
import { transaction, type WritableDatabase } from '../store/database.ts';
import { findKnownImages, findKnownVersions, removeUnneededRows } from '../store/datasets/datasetVersions.ts';
import type { HostLock } from '../store/library/hostLock.ts';
import { namesIn, type DatasetFolders } from './files.ts';

/** Separates work that creates files and rows from the garbage collection. */
export type DatasetLocks = ReturnType<typeof createDatasetLocks>;

export function createDatasetLocks(db: WritableDatabase, lock: HostLock, folders: DatasetFolders) {
  let workers = 0;
  const pins: number[] = [];
  // The first work that holds the lock collects what a killed process left.
  let isFirst = true;
  let isUntidy = false;
  let collecting: Promise<void> = Promise.resolve();

  function collect(): void {
    if (!isUntidy || workers > 0) return;
    isUntidy = false;
    collecting = collecting.then(() => collectGarbage(db, folders));
    // The next `startWriting` reports the failure.
    collecting.catch(() => {
      isUntidy = true;
    });
  }

  function leave(): void {
    workers -= 1;
    collect();
  }

  return {
    /**
     * Begins work that creates something. Returns the function that ends it.
     * @throws InkdexError `library-busy`
     */
    async startWriting(): Promise<() => void> {
      lock.require();
      isUntidy ||= isFirst;
      isFirst = false;
      collect();
      workers += 1;
      try {
        await collecting;
      } catch (thrown) {
        workers -= 1;
        collecting = Promise.resolve();
        throw thrown;
      }
      return leave;
    },
    /**
     * Begins work that only reads and needs no lock: the objects it reads are kept until it ends, even if they are
     * deleted meanwhile. Returns the function that ends it. It cannot stop another process from collecting.
     */
    async startReading(): Promise<() => void> {
      workers += 1;
      // If this fails, the next `startWriting` reports it.
      await collecting.catch(() => undefined);
      return leave;
    },
    /** Prevents changes to a set while work reads it from end to end. Returns the function that releases it. */
    pin(set: number): () => void {
      pins.push(set);
      return () => {
        pins.splice(pins.indexOf(set), 1);
      };
    },
    isPinned: (set: number): boolean => pins.includes(set),
    /** Collects garbage as soon as no work is running. */
    collectSoon(): void {
      isUntidy = true;
      collect();
    },
    /** Resolves when no garbage collection is running. */
    settled: (): Promise<void> => collecting.catch(() => undefined),
  };
}

/**
 * Prepares work that creates something. Sets that it pins do not change until it is released. The draft of failed work is
 * collected then, and what a commit says has become superfluous (`isTidy`).
 */
export async function preparing<Outcome>(
  locks: DatasetLocks,
  work: (
    pin: (set: number) => void,
  ) => Promise<() => { readonly outcome: Outcome; readonly isTidy: boolean }>,
): Promise<PreparedWork<Outcome>> {
  const ends = [await locks.startWriting()];
  let isTidy = false;
  const release = (): void => {
    for (const end of ends.toReversed()) end();
    if (!isTidy) locks.collectSoon();
  };
  try {
    const commit = await work((set) => {
      ends.push(locks.pin(set));
    });
    return {
      commit() {
        const done = commit();
        isTidy = done.isTidy;
        return done.outcome;
      },
      release,
    };
  } catch (thrown) {
    release();
    throw thrown;
  }
}

/** Runs prepared work to its end. */
export async function finish<Outcome>(
  db: WritableDatabase,
  prepared: Promise<PreparedWork<Outcome>>,
): Promise<Outcome> {
  const { commit, release } = await prepared;
  try {
    return transaction(db, commit);
  } finally {
    release();
  }
}

/**
 * Removes what no dataset and no version needs: drafts and files of interrupted imports and freezes, their unpacked
 * archives, and the data of removed datasets. Rows are deleted first: a file without a row is collected next time,
 * but a row without its file would be data loss. No other work on datasets may run meanwhile.
 */
async function collectGarbage(db: WritableDatabase, folders: DatasetFolders): Promise<void> {
  removeUnneededRows(db);
  await rm(folders.scratch, { recursive: true, force: true });
  for (const part of await namesIn(folders.objects)) {
    const folder = join(folders.objects, part);
    const names = await namesIn(folder);
    const known = findKnownImages(db, names);
    await removeOthers(folder, names, (name) => known.has(name));
  }
  const names = await namesIn(folders.versions);
  const known = findKnownVersions(db, names.map(versionOf));
  await removeOthers(
    folders.versions,
    names,
    (name) => name.endsWith('.jsonl') && known.has(versionOf(name)),
  );
}

function versionOf(name: string): string {
  return name.replace(/\.jsonl$/u, '');
}

async function removeOthers(
  folder: string,
  names: readonly string[],
  isNeeded: (name: string) => boolean,
): Promise<void> {
  for (const name of names)
    if (!isNeeded(name)) await rm(join(folder, name), { recursive: true, force: true });
}
