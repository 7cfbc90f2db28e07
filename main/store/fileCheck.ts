import { statSync } from 'node:fs';
import { InkdexError } from '../../shared/result.ts';

/**
 * Remembers which file a database is, that was just opened, and gives a check that it still is the one at its path. A
 * repair puts another there: what a process that had the old one open writes would be lost with it.
 *
 * @returns throws InkdexError `library-busy` where it is another
 */
export function createFileCheck(path: string): () => void {
  const opened = fileAt(path);
  return () => {
    if (fileAt(path) === opened) return;
    throw new InkdexError(
      'library-busy',
      'The library was repaired or moved while it was open here, so nothing can be changed any more: close Inkdex, and ' +
        'open it again.',
    );
  };
}

/** The number that the file system knows it by; undefined where there is none. */
function fileAt(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
}
