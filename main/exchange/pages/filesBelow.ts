import { readdir, realpath } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { fileProblem } from '../fileProblem.ts';
import { isFolder } from '../imageFolder.ts';

/**
 * The files with some extensions in a folder and its subfolders, sorted by name per folder. A path that is a file is
 * the only result. Links back to a parent folder are skipped.
 *
 * @param extensions in lower case, with their dots
 * @param mostSeen stops after this many files and folders of any name
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
      // Files of systems and tools: `._page.xml`, `.git`.
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

/** Files and folders to look at to recognise a format. */
const mostSeenForALook = 5000;
const mostFilesForALook = 20;

/** Whether one of the first files with some extensions has the format. */
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

/** The path itself, or the files of the format in a folder and its subfolders. */
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
