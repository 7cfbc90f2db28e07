import { statSync } from 'node:fs';
import { InkdexError } from '../../shared/result.ts';

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
