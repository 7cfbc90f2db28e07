import { basename, join, relative, sep } from 'node:path';
import { isFile, spellingsOf, type FoundImage } from '../imageFolder.ts';
import { invalidAt, type Place } from '../records.ts';
import { relativeFile } from '../relativePath.ts';

/** Where a file's images may lie. */
export interface Whence {
  /** What is read: no image is taken from outside of it, and their names are relative to it. */
  readonly root: string;
  /** Folders that names may be relative to, the likeliest first. */
  readonly folders: readonly string[];
}

/**
 * The image that a file names. Names may be those of another machine (`C:\scans\1.jpg`, `https://...`): where none
 * of them is there, their last parts count.
 *
 * @param names the surest first
 * @throws InkdexError `data-invalid` where there is none in `root`
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
      ? 'no image is named. Put one of the same name beside the file, or leave it out.'
      : `the image ${JSON.stringify(first)} is not in ${JSON.stringify(whence.root)}. Put it there, or leave out ` +
          'what stands on it.',
  );
}

/** Null for a path outside of a folder. */
export function insideOf(root: string, path: string): FoundImage | null {
  const file = relativeFile(relative(root, path).split(sep).join('/'));
  return file === null ? null : { file, path: join(root, file) };
}
