import { readdir } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { isPhotoName } from '../../../shared/contract/photo.ts';
import type { FoundImage } from '../imageFolder.ts';
import type { Place } from '../records.ts';
import { findImage } from './findImage.ts';

/**
 * The image of a page: beside its file, or in the parent folder, where Transkribus and OCR-D keep the images of the
 * files in `page`. A page without an image name has an image with its own name.
 *
 * @param names in the page, the most likely first
 * @throws InkdexError `data-invalid` when there is none in the imported folder
 */
export async function findPageImage(
  names: readonly string[],
  { file, root }: { readonly file: string; readonly root: string },
  place: Place,
): Promise<FoundImage> {
  const folders = [dirname(file), dirname(dirname(file))];
  const isNamed = names.some((name) => name.trim() !== '');
  const wanted = isNamed
    ? names
    : (await Promise.all(folders.map((folder) => imagesNamedLike(file, folder)))).flat();
  return await findImage(wanted, { root, folders }, place);
}

async function imagesNamedLike(file: string, folder: string): Promise<string[]> {
  const stem = stemOf(file);
  const names = await readdir(folder).catch((): string[] => []);
  return names.sort().filter((name) => stemOf(name) === stem && isPhotoName(name));
}

function stemOf(file: string): string {
  return basename(file, extname(file)).normalize('NFC');
}
