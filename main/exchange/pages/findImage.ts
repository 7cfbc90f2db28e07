import { basename, join, relative, sep } from 'node:path';
import { isFile, spellingsOf, type FoundImage } from '../imageFolder.ts';
import { invalidAt, type Place } from '../records.ts';
import { relativeFile } from '../relativePath.ts';

/** Where a file's images may be. */
export interface Whence {
  /** The imported path: images outside it are not used, and image names are relative to it. */
  readonly root: string;
  /** Folders that names may be relative to, the most likely first. */
  readonly folders: readonly string[];
}

/**
 * Finds the image that a file names. Names may come from another machine (`C:\scans\1.jpg`, `https://...`): if none
 * exists, their last parts are tried.
 *
 * @param names the most likely first
 * @throws InkdexError `data-invalid` when there is none in `root`
 */
export async function findImage(names: readonly string[], whence: Whence, place: Place): Promise<FoundImage> {
  const wanted = names.map((name) => name.replaceAll('\\', '/').trim()).filter((name) => name !== '');
  for (const name of [...wanted, ...wanted.map((whole) => basename(whole))].flatMap(spellingsOf)) {
    for (const folder of whence.folders) {
      const image = insideOf(whence.root, join(folder, name));
      if (image !== null && (await isFile(image.path))) return image;
    }
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

/** Null for a path outside the folder. */
export function insideOf(root: string, path: string): FoundImage | null {
  const file = relativeFile(relative(root, path).split(sep).join('/'));
  return file === null ? null : { file, path: join(root, file) };
}
