import { readdir } from 'node:fs/promises';
import { InkdexError } from '../../shared/result.ts';

/**
 * The names of all entries of a folder.
 *
 * @throws InkdexError `file-missing`, `permission-denied`, `bad-arguments` for a file
 */
export async function readFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw explain(folder, error);
  }
}

function explain(folder: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') {
    return new InkdexError('file-missing', `There is no folder ${folder}. Choose another folder.`);
  }
  if (code === 'ENOTDIR') {
    return new InkdexError('bad-arguments', `${folder} is a file, not a folder. Choose a folder.`);
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new InkdexError(
      'permission-denied',
      `No permission to open ${folder}. Change its permissions, or choose another folder.`,
    );
  }
  return error;
}
