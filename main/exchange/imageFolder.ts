import { stat } from 'node:fs/promises';
import { invalidAt, type Place } from './records.ts';
import { fileInside } from './relativePath.ts';

export interface FoundImage {
  /** Relative to the folder, with slashes. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
}

/** The images of a folder, as its lists name them. */
export interface ImageFolder {
  /**
   * The first of some names that is there.
   *
   * @throws InkdexError `data-invalid` where none is, or a name leads out of the folder
   */
  find(names: readonly string[], place: Place): Promise<FoundImage>;
}

export function imageFolder(folder: string): ImageFolder {
  // Words of one page come one after the other: their page is looked for once.
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
        `the image ${JSON.stringify(missing)} is missing. Put it there, or leave the line out.`,
      );
    },
  };
}

/**
 * A name as it is given, then with its accents composed and apart: macOS parts them in files' names, and what is sent
 * from there or unpacked keeps them so, or composed, whatever a list says.
 */
export function spellingsOf(name: string): string[] {
  return [...new Set([name, name.normalize('NFC'), name.normalize('NFD')])];
}

/** Whether a path is a file; false too where it cannot be looked at. */
export async function isFile(path: string): Promise<boolean> {
  return (await statOrNull(path))?.isFile() ?? false;
}

export async function isFolder(path: string): Promise<boolean> {
  return (await statOrNull(path))?.isDirectory() ?? false;
}

function statOrNull(path: string): Promise<Awaited<ReturnType<typeof stat>> | null> {
  return stat(path).catch(() => null);
}
