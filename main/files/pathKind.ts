import { readFile, stat } from 'node:fs/promises';
import { InkdexError } from '../../shared/result.ts';
import { fileProblem } from './fileProblem.ts';
import { requireOrdinary } from './requireOrdinary.ts';

/**
 * What a path given by a person leads to: a file with contents, or a folder.
 *
 * @throws InkdexError as `requireOrdinary` does; `file-missing`, `file-empty`, `permission-denied`, `file-unreadable`
 */
export async function pathKind(path: string): Promise<'file' | 'folder'> {
  await requireOrdinary(path);
  const found = await stat(path).catch((thrown: unknown) => {
    throw readingProblem(path, thrown);
  });
  if (found.isDirectory()) return 'folder';
  if (found.size > 0) return 'file';
  throw new InkdexError(
    'file-empty',
    `${JSON.stringify(path)} has zero bytes; expected contents. Choose another file.`,
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
