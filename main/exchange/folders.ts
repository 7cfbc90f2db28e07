import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InkdexError } from '../../shared/result.ts';
import { fileProblem } from '../files/fileProblem.ts';
import { invalidAt, type Place } from './records.ts';
import { isSystemName } from '../../shared/contract/photo.ts';

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
 * have either form, independent of the form that a list uses.
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

/** The names in a folder, without those of systems and tools. */
export async function shownNames(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !isSystemName(name, folder));
}

/**
 * A relative path with slashes, with `.` and `..` resolved. Backslashes also separate folders, because lists from
 * Windows contain them.
 *
 * @returns null when the path is empty, absolute, or points outside its folder
 */
export function relativeFile(name: string): string | null {
  const slashed = name.replaceAll('\\', '/');
  if (slashed.startsWith('/') || /^[a-z]:/iu.test(slashed) || slashed.includes('\0')) return null;
  const parts: string[] = [];
  for (const part of slashed.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return parts.length === 0 ? null : parts.join('/');
}

/**
 * The path of a listed file inside a folder.
 * @throws InkdexError `data-invalid` when the name points outside the folder
 */
export function fileInside(folder: string, name: string, place: Place): { file: string; path: string } {
  const file = relativeFile(name);
  if (file === null) {
    throw invalidAt(
      place,
      `${JSON.stringify(name.slice(0, 200))} points outside its folder; expected a relative path inside it.`,
    );
  }
  return { file, path: join(folder, file) };
}
