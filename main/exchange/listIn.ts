import { join } from 'node:path';
import { InkdexError } from '../../shared/result.ts';
import { fileProblem } from './fileProblem.ts';
import { isFolder } from './imageFolder.ts';
import { shownNames } from './shownNames.ts';

/**
 * The list that a path stands for: itself, or in a folder the first of some names that is there, or the only
 * file of the format's ending.
 *
 * @param ending with its dot
 * @throws InkdexError `data-invalid` where a folder has no such file, or several; `file-missing`
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
    `${JSON.stringify(path)} holds ${there}; expected ${names.join(' or ')}, or one other file ${ending}. ` +
      'Name the file itself.',
  );
}
