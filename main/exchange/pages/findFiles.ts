import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { isPhotoName, isSystemName } from '../../../shared/contract/photo.ts';
import type { InkdexError } from '../../../shared/result.ts';
import { fileProblem } from '../../files/fileProblem.ts';
import { findOtherwiseSpelled, isFile, isFolder, relativeFile, type FoundImage } from '../folders.ts';
import { invalidAt, type Place } from '../records.ts';

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
      if (isSystemName(entry.name, folder)) continue;
      if (seen >= mostSeen) return;
      seen += 1;
      const place = join(folder, entry.name);
      const isInner = entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(place)));
      if (isInner) yield* filesOf(place, [...above, real]);
      else if (extensions.includes(extname(entry.name).trimEnd().toLowerCase())) yield place;
    }
  }
}

/** Why a folder without files of a format is refused. */
export function noFileOf(format: string, path: string, extensions: readonly string[]): InkdexError {
  return invalidAt(
    path,
    `contains no ${format} file; expected names that end in ${extensions.join(' or ')}.`,
  );
}

/** Files and folders to check to recognise a format. */
const mostPathsSeen = 5000;
const mostFilesChecked = 20;

/** Whether one of the first files with some extensions has the format. */
export async function hasFileOf(
  path: string,
  extensions: readonly string[],
  isOfFormat: (file: string) => Promise<boolean | null>,
): Promise<boolean> {
  let checked = 0;
  for await (const file of filesBelow(path, extensions, mostPathsSeen)) {
    if ((await isOfFormat(file)) === true) return true;
    checked += 1;
    if (checked >= mostFilesChecked) return false;
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

/** `forms/a01.xml` becomes `forms/a01`. */
export function withoutExtension(name: string): string {
  return name.slice(0, name.length - extname(name).length);
}

/** A file's path inside a folder, with slashes and without its extension. */
export function relativeStem(root: string, file: string): string {
  return withoutExtension(relative(root, file).split(sep).join('/'));
}

/** Where a file's images may be. */
export interface Whence {
  /** The imported path: images outside it are not used, and image names are relative to it. */
  readonly root: string;
  /** Folders that names may be relative to, the most likely first. */
  readonly folders: readonly string[];
  /** The names under which images were found, by path: filled here, one map for an import. */
  readonly named: Map<string, string>;
}

/**
 * Finds the image that a file names. Names may come from another machine (`C:\scans\1.jpg`, `https://...`): if none
 * exists, their last parts are tried.
 *
 * @param names of one image, the most likely first
 * @throws InkdexError `data-invalid` when there is none in `root`, or it was found for the name of another image, too
 */
export async function findImage(names: readonly string[], whence: Whence, place: Place): Promise<FoundImage> {
  const wanted = names.map((name) => name.replaceAll('\\', '/').trim()).filter((name) => name !== '');
  const inside = [...wanted, ...wanted.map((whole) => basename(whole))].flatMap((name) =>
    whence.folders.flatMap((folder) => insideOf(whence.root, join(folder, name)) ?? []),
  );
  for (const image of inside) if (await isFile(image.path)) return ofOneName(image, wanted, whence, place);
  for (const { file } of inside) {
    const image = await findOtherwiseSpelled(whence.root, file);
    if (image !== null) return ofOneName(image, wanted, whence, place);
  }
  const [first] = wanted;
  throw invalidAt(
    place,
    first === undefined
      ? 'no image is named. Put an image of the same name beside the file, or remove the file.'
      : `the image ${JSON.stringify(first)} was not found in ${JSON.stringify(whence.root)}. Add the image, or remove ` +
          'its entries.',
  );
}

/**
 * Of `a/1.jpg` and `b/1.jpg`, a single `1.jpg` can be only one: its words must not be those of the other. A bare name is that of
 * an image beside its file.
 */
function ofOneName(
  image: FoundImage,
  names: readonly string[],
  { named, root, folders: [own = root] }: Whence,
  place: Place,
): FoundImage {
  const longest = names.reduce((one, other) => (other.length > one.length ? other : one), '');
  const name = longest
    .replace(/^(?:\.?\/)+/u, '')
    .normalize('NFC')
    .toLowerCase();
  const whole = name.includes('/') ? name : [relative(root, own), name].join('/');
  const known = named.get(image.path) ?? whole;
  named.set(image.path, known);
  if (known === whole) return image;
  throw invalidAt(
    place,
    `the images ${JSON.stringify(known)} and ${JSON.stringify(whole)} would both be ${JSON.stringify(image.file)}. ` +
      'Add both under their own names, or remove the entries of one.',
  );
}

/** Null for a path outside the folder. */
function insideOf(root: string, path: string): FoundImage | null {
  const file = relativeFile(relative(root, path).split(sep).join('/'));
  return file === null ? null : { file, path: join(root, file) };
}

/**
 * The image of a page: beside its file, or in the parent folder, where Transkribus and OCR-D keep the images of the
 * files in `page`. A page without an image name has an image with its own name.
 *
 * @param names in the page, the most likely first
 * @throws InkdexError `data-invalid` when there is none in the imported folder
 */
export async function findPageImage(
  names: readonly string[],
  { file, ...whence }: Omit<Whence, 'folders'> & { readonly file: string },
  place: Place,
): Promise<FoundImage> {
  const folders = [dirname(file), dirname(dirname(file))];
  const isNamed = names.some((name) => name.trim() !== '');
  const wanted = isNamed
    ? names
    : (await Promise.all(folders.map((folder) => imagesNamedLike(file, folder)))).flat();
  return await findImage(wanted, { ...whence, folders }, place);
}

async function imagesNamedLike(file: string, folder: string): Promise<string[]> {
  const stem = stemOf(file);
  const names = await readdir(folder).catch((): string[] => []);
  // "scan.hocr" or, as some plugins write, "scan.png.hocr".
  return names.sort().filter((name) => [stemOf(name), name].includes(stem) && isPhotoName(name));
}

function stemOf(file: string): string {
  return basename(file, extname(file)).normalize('NFC');
}
