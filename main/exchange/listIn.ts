import { join } from 'node:path';
import { InkdexError } from '../../shared/result.ts';
import { fileProblem } from './fileProblem.ts';
import { isFolder } from './imageFolder.ts';
import { shownNames } from './shownNames.ts';

/**
 * The list at a path: the file itself, or in a folder the first of several names that exists, else the only file with
 * the format's extension.
 *
 * @param ending the extension, with its dot
 * @throws InkdexError `data-invalid` when a folder has no such file, or several; `file-missing`
 */
export async function listIn(path: string, names: readonly string[], ending: string): Promise<string> {
  if (!(await isFolder(path))) return path;
  const found = (
    await shownNames(path).catch((error: unknown) => {
      throw fileProblem(path, error);
    })
  ).filter((name) => name.toLowerCase().endsWith(ending));
  const named = names.find((name) => found.includes(name));
  const [only, ...others] = found;
  const list = named ?? (others.length === 0 ? only : undefined);
  if (list !== undefined) return join(path, list);
  const there = found.length === 0 ? 'no such file' : found.slice(0, 10).join(', ');
  throw new InkdexError(
    'data-invalid',
    `${JSON.stringify(path)} contains ${there}; expected ${names.join(' or ')}, or one other ${ending} file. ` +
      'Choose the file itself.',
  );
}
