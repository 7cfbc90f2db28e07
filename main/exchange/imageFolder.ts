import { stat } from 'node:fs/promises';
import { invalidAt, type Place } from './records.ts';
import { fileInside } from './relativePath.ts';

export interface FoundImage {
  /** Relative to the folder, with slashes. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
}

/** The images of a folder, by the names in its lists. */
export interface ImageFolder {
  /**
   * The first of several names that exists.
   * @throws InkdexError `data-invalid` when none exists, or a name points outside the folder
   */
  find(names: readonly string[], place: Place): Promise<FoundImage>;
}

export function imageFolder(folder: string): ImageFolder {
  // Words of a page are consecutive, so their page is looked up once.
  let last: { readonly name: string; readonly image: FoundImage } | null = null;
  return {
    async find(names, place) {
      const [first = ''] = names;
      if (last?.name === first) return last.image;
      for (const name of names.flatMap(spellingsOf)) {
        const image = fileInside(folder, name, place);
        if (await isFile(image.path)) {
          last = { name: first, image };
          return image;
        }
      }
      const missing = fileInside(folder, first, place).path;
      throw invalidAt(
        place,
        `the image ${JSON.stringify(missing)} is missing. Add the image, or remove the line.`,
      );
    },
  };
}

/**
 * A name in its given form, in NFC and in NFD: macOS writes file names in NFD, and uploads and unpacked archives may
 * have either form, whatever form a list uses.
 */
export function spellingsOf(name: string): string[] {
  return [...new Set([name, name.normalize('NFC'), name.normalize('NFD')])];
}

/** Whether a path is a file; false also when it cannot be accessed. */
export async function isFile(path: string): Promise<boolean> {
  return (await statOrNull(path))?.isFile() ?? false;
}

export async function isFolder(path: string): Promise<boolean> {
  return (await statOrNull(path))?.isDirectory() ?? false;
}

function statOrNull(path: string): Promise<Awaited<ReturnType<typeof stat>> | null> {
  return stat(path).catch(() => null);
}
