import { readdir, realpath } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { fileProblem } from '../fileProblem.ts';
import { isFolder } from '../imageFolder.ts';

/**
 * The files of some endings in a folder and below it, each folder's in the order of their names; a path that
 * is no folder is itself the only one. A link that leads back to a folder it stands in is passed by.
 *
 * @param extensions in lower case, with their dots
 * @param mostSeen ends the walk after so many files and folders of any name
 * @throws InkdexError `file-missing`, `permission-denied`
 */
export async function* filesBelow(
  path: string,
  extensions: readonly string[],
  mostSeen = Number.POSITIVE_INFINITY,
): AsyncGenerator<string> {
  if (!(await isFolder(path))) {
    yield resolve(path);
    return;
  }
  let seen = 0;
  yield* filesOf(resolve(path), []);

  async function* filesOf(folder: string, above: readonly string[]): AsyncGenerator<string> {
    const real = await realpath(folder);
    if (above.includes(real)) return;
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      throw fileProblem(folder, error);
    });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      // What systems and tools keep for themselves: `._page.xml`, `.git`.
      if (entry.name.startsWith('.')) continue;
      if (seen >= mostSeen) return;
      seen += 1;
      const place = join(folder, entry.name);
      const isInner = entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(place)));
      if (isInner) yield* filesOf(place, [...above, real]);
      else if (extensions.includes(extname(entry.name).toLowerCase())) yield place;
    }
  }
}

/** So much of a folder is looked at to say whether it is of a format. */
const mostSeenForALook = 5000;
const mostFilesForALook = 20;

/** Whether one of the first files of some endings is of a format. */
export async function hasFileOf(
  path: string,
  extensions: readonly string[],
  isOfFormat: (file: string) => Promise<boolean | null>,
): Promise<boolean> {
  let looked = 0;
  for await (const file of filesBelow(path, extensions, mostSeenForALook)) {
    if ((await isOfFormat(file)) === true) return true;
    looked += 1;
    if (looked >= mostFilesForALook) return false;
  }
  return false;
}

/** A path itself, or the files of some endings in a folder and below that are of a format. */
export async function* filesOfFormat(
  path: string,
  extensions: readonly string[],
  isOfFormat: (file: string) => Promise<boolean>,
): AsyncGenerator<string> {
  const isWhole = await isFolder(path);
  for await (const file of filesBelow(path, extensions)) {
    if (!isWhole || (await isOfFormat(file))) yield file;
  }
}
