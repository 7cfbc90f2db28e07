import { InkdexError } from '../../../shared/result.ts';
import { readOnlyText, translated, WritableDatabase } from '../database.ts';
import { statSync } from 'node:fs';

/**
 * Decides which process runs the jobs of a library. The lock is SQLite's lock on a separate file, so that the operating
 * system releases it whenever the process ends.
 */
export type HostLock = ReturnType<typeof createHostLock>;

/** @param path the path of the lock file, which is created if it does not exist */
export function createHostLock(path: string) {
  let held: WritableDatabase | undefined;
  const listeners: (() => void)[] = [];

  function claim(): boolean {
    if (held !== undefined) return true;
    const lock = translated(() => new WritableDatabase(path, { timeout: 0 }));
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
      // The lock is released, so that the next claim repeats the cleanup.
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
    /** Takes the lock if it is free. Returns whether this process holds it. */
    claim,
    /** Calls `listener` whenever this process takes the lock, to clean up after the previous process. */
    whenTaken(listener: () => void): void {
      listeners.push(listener);
    },
    /** @throws InkdexError `library-busy` when another process holds it */
    require(): void {
      if (claim()) return;
      throw new InkdexError(
        'library-busy',
        'Another Inkdex process has this library open and runs its jobs. Make changes there, or close it first. You can ' +
          'still search and view photos here.',
      );
    },
    release,
  };
}

/** The lock of a read-only library. Nothing takes it, so no job runs, and every change is refused. */
export const readOnlyLock: HostLock = {
  claim: () => false,
  whenTaken: () => undefined,
  require() {
    throw new InkdexError('library-read-only', readOnlyText);
  },
  release: () => undefined,
};

/**
 * Remembers the file of a database that was just opened. Returns a check that the same file is still at its path. A
 * repair replaces the file, and changes of a process that still has the old file open would be lost.
 *
 * @returns a function that throws InkdexError `library-busy` if it is another file
 */
export function createFileCheck(path: string): () => void {
  const opened = fileAt(path);
  return () => {
    if (fileAt(path) === opened) return;
    throw new InkdexError(
      'library-busy',
      'The library was repaired or moved while Inkdex was open, so changes cannot be saved. Close Inkdex and open it ' +
        'again.',
    );
  };
}

/** The file's number in the file system; undefined if there is no file. */
function fileAt(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
}
