import { readFile, stat } from 'node:fs/promises';
import { InkdexError } from '../../shared/result.ts';
import { fileProblem } from './fileProblem.ts';

/**
 * What a path given by a person leads to. Anything but a file with contents or a folder is rejected, because reading a
 * pipe or a device can block a thread for good or never end.
 *
 * @throws InkdexError `file-missing`, `file-empty`, `permission-denied`, `file-unreadable`, `bad-arguments` for an impossible path
 */
export async function pathKind(path: string): Promise<'file' | 'folder'> {
  const name = JSON.stringify(path);
  if (path.includes('\0')) {
    throw new InkdexError(
      'bad-arguments',
      `${name} contains a null character; expected the path of a file or folder.`,
    );
  }
  const found = await stat(path).catch((thrown: unknown) => {
    throw readingProblem(path, thrown);
  });
  if (found.isDirectory()) return 'folder';
  // The files of /proc have zero bytes, too, and reading some of them blocks.
  if (found.isFile() && found.size === 0) {
    throw new InkdexError('file-empty', `${name} has zero bytes; expected contents. Choose another file.`);
  }
  if (found.isFile()) return 'file';
  throw new InkdexError(
    'file-unreadable',
    `${name} is a pipe, a socket or a device; expected a file or a folder. Choose another path.`,
  );
}

/**
 * The bytes of a file that a person named.
 *
 * @throws InkdexError as `pathKind` does; `data-invalid` for a folder
 */
export async function readNamedFile(path: string): Promise<Buffer> {
  if ((await pathKind(path)) === 'folder') {
    throw new InkdexError('data-invalid', `${JSON.stringify(path)} is a folder; expected a file.`);
  }
  return await readFile(path).catch((thrown: unknown) => {
    throw readingProblem(path, thrown);
  });
}

function readingProblem(path: string, thrown: unknown): unknown {
  const known = fileProblem(path, thrown);
  if (known !== thrown || !(thrown instanceof Error) || !('code' in thrown)) return known;
  const why = `${JSON.stringify(path)} cannot be read: ${thrown.message}. Check the path.`;
  return new InkdexError('file-unreadable', why, { cause: thrown });
}
