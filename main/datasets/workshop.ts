import type { Database } from '../store/database.ts';
import { transaction } from '../store/database.ts';
import type { HostLock } from '../store/hostLock.ts';
import type { DatasetFolders } from './files.ts';
import { collectGarbage } from './garbage.ts';

/** How long work is told to stop, and tells how far it is. */
export interface WorkOptions {
  readonly signal: AbortSignal;
  /** `total` is null while nobody knows. */
  readonly onProgress: (done: number, total: number | null) => void;
}

/** Slow work that is done but for its last step, which writes it down. */
export interface PreparedWork<Outcome> {
  /** Call it in a transaction. */
  readonly commit: () => Outcome;
  /** Call it once, after `commit` or in place of it. */
  readonly release: () => void;
}

/** Keeps work that makes files and rows apart from the collection of those that nobody needs. */
export interface Workshop {
  /**
   * Begins work that makes something. Gives what ends it.
   *
   * @throws InkdexError `library-busy`
   */
  enter(): Promise<() => void>;
  /**
   * Begins work that only looks, which needs no lock: what it looks at is collected when it is done, though it were
   * deleted. Gives what ends it. What another process collects is out of its reach.
   */
  visit(): Promise<() => void>;
  /** Keeps a set from being written to while work reads it from end to end. Gives what ends that. */
  pin(set: number): () => void;
  readonly isPinned: (set: number) => boolean;
  /** Collects garbage as soon as nobody works. */
  tidy(): void;
  /** Resolves when nothing is being collected. */
  settled(): Promise<void>;
}

export function createWorkshop(db: Database, lock: HostLock, folders: DatasetFolders): Workshop {
  let workers = 0;
  const pins: number[] = [];
  // What a process that was killed left is collected when this one begins to make something: it has the lock then.
  let isFirst = true;
  let isUntidy = false;
  let collecting: Promise<void> = Promise.resolve();

  function collect(): void {
    if (!isUntidy || workers > 0) return;
    isUntidy = false;
    collecting = collecting.then(() => collectGarbage(db, folders));
    // Whoever enters next hears of a failure.
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
      // Should that fail, whoever enters next hears of it.
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

/** Does prepared work to its end. */
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
