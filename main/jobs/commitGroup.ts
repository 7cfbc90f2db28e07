import { transaction, type WritableDatabase } from '../store/database.ts';
import { reindexingTogether } from '../store/index/updateIndex.ts';

/** Most changes in one transaction. */
const mostTogether = 32;
/** A transaction takes no further change after this time, so that windows are answered, in milliseconds. */
const mostMs = 100;

interface Waiting {
  readonly change: () => void;
  readonly resolve: () => void;
  readonly reject: (thrown: unknown) => void;
}

/**
 * Writes changes that come at the same time in one transaction: flushing to disk and the index take most of the time, and
 * hardly longer for many photos than for one.
 */
export class CommitGroup {
  readonly #db: WritableDatabase;
  readonly #waiting: Waiting[] = [];
  #isSoon = false;

  constructor(db: WritableDatabase) {
    this.#db = db;
  }

  /**
   * Runs a change in a transaction. Resolves after the commit.
   *
   * @param change writes photos that no other change of this group writes at the same time; it may be called twice, the
   *   first time without an effect
   */
  commit(change: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, resolve, reject });
      this.#writeSoon();
    });
  }

  #writeSoon(): void {
    if (this.#isSoon || this.#waiting.length === 0) return;
    this.#isSoon = true;
    setImmediate(() => {
      this.#isSoon = false;
      this.#write();
      this.#writeSoon();
    });
  }

  #write(): void {
    const started = performance.now();
    const written: Waiting[] = [];
    try {
      transaction(this.#db, () => {
        reindexingTogether(this.#db, () => {
          while (written.length < mostTogether && performance.now() - started < mostMs) {
            const next = this.#waiting.shift();
            if (next === undefined) break;
            written.push(next);
            next.change();
          }
        });
      });
    } catch {
      // One of them is at fault, or there is no space: each by itself shows which.
      for (const each of written) this.#writeAlone(each);
      return;
    }
    for (const { resolve } of written) resolve();
  }

  #writeAlone({ change, resolve, reject }: Waiting): void {
    try {
      transaction(this.#db, change);
      resolve();
    } catch (thrown) {
      reject(thrown);
    }
  }
}
