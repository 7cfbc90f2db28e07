import Sqlite from 'better-sqlite3';
import { InkdexError } from '../../shared/result.ts';
import { translated, type Database } from './database.ts';

/**
 * Which process runs the jobs of a library. The lock is SQLite's own on a file of its own, so the
 * operating system lets go of it when the process dies, however it dies.
 */
export interface HostLock {
  /** Takes the lock when it is free; true when this process holds it. */
  claim(): boolean;
  /** Calls `listener` whenever this process takes the lock: what the one before it left is to be set right first. */
  whenTaken(listener: () => void): void;
  /** @throws InkdexError `library-busy` when another process holds it */
  require(): void;
  release(): void;
}

/** @param path of the lock file, made when absent */
export function createHostLock(path: string): HostLock {
  let held: Database | undefined;
  const listeners: (() => void)[] = [];

  function claim(): boolean {
    if (held !== undefined) return true;
    const lock = translated(() => new Sqlite(path, { timeout: 0 }));
    try {
      translated(() => lock.exec('BEGIN EXCLUSIVE'));
    } catch (thrown) {
      lock.close();
      if (thrown instanceof InkdexError && thrown.code === 'library-busy') return false;
      throw thrown;
    }
    held = lock;
    try {
      for (const listener of listeners) listener();
    } catch (thrown) {
      // It is not taken, so that the next claim sets it right.
      release();
      throw thrown;
    }
    return true;
  }

  function release(): void {
    held?.close();
    held = undefined;
  }

  return {
    claim,
    whenTaken(listener) {
      listeners.push(listener);
    },
    require() {
      if (claim()) return;
      throw new InkdexError(
        'library-busy',
        'Another Inkdex has this library open and does its work. Do it there, or close that one first; ' +
          'searching and looking go on here.',
      );
    },
    release,
  };
}
