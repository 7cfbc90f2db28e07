import type { Database } from '../store/database.ts';
import { transaction } from '../store/database.ts';
import type { PreparedWork } from '../jobs/steps.ts';
import type { HostLock } from '../store/hostLock.ts';
import type { DatasetFolders } from './files.ts';
import { collectGarbage } from './garbage.ts';

export type { PreparedWork, WorkOptions } from '../jobs/steps.ts';

/** Separates work that creates files and rows from the garbage collection. */
export interface Workshop {
  /**
   * Begins work that creates something. Returns the function that ends it.
   * @throws InkdexError `library-busy`
   */
  enter(): Promise<() => void>;
  /**
   * Begins work that only reads and needs no lock: the objects it reads are kept until it ends, even if they are
   * deleted meanwhile. Returns the function that ends it. It cannot stop another process from collecting.
   */
  visit(): Promise<() => void>;
  /** Prevents changes to a set while work reads it from end to end. Returns the function that releases it. */
  pin(set: number): () => void;
  readonly isPinned: (set: number) => boolean;
  /** Collects garbage as soon as no work is running. */
  tidy(): void;
  /** Resolves when no garbage collection is running. */
  settled(): Promise<void>;
}

export function createWorkshop(db: Database, lock: HostLock, folders: DatasetFolders): Workshop {
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
    // The next `enter` reports the failure.
    collecting.catch(() => {
      isUntidy = true;
    });
  }

  function leave(): void {
    workers -= 1;
    collect();
  }

  return {
    async enter() {
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
    async visit() {
      workers += 1;
      // If this fails, the next `enter` reports it.
      await collecting.catch(() => undefined);
      return leave;
    },
    pin(set) {
      pins.push(set);
      return () => {
        pins.splice(pins.indexOf(set), 1);
      };
    },
    isPinned: (set) => pins.includes(set),
    tidy() {
      isUntidy = true;
      collect();
    },
    settled: () => collecting.catch(() => undefined),
  };
}

/** Runs prepared work to its end. */
export async function finish<Outcome>(
  db: Database,
  prepared: Promise<PreparedWork<Outcome>>,
): Promise<Outcome> {
  const { commit, release } = await prepared;
  try {
    return transaction(db, commit);
  } finally {
    release();
  }
}
