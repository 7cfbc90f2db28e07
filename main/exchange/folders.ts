import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
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
export type ImageFolder = ReturnType<typeof imageFolder>;

export function imageFolder(folder: string) {
  // Words of a page are consecutive, so their page is looked up once.
  let last: { readonly name: string; readonly image: FoundImage } | null = null;
  const listings = new Map<string, Promise<Spellings>>();
  const namesIn = (inner: string): Promise<Spellings> => {
    const listing = listings.get(inner) ?? spellingsIn(inner);
    listings.set(inner, listing);
    return listing;
  };
  return {
    /**
     * The first of several names that exists.
     * @throws InkdexError `data-invalid` when none exists, or a name points outside the folder
     */
    async find(names: readonly string[], place: Place): Promise<FoundImage> {
      const [first = ''] = names;
      if (last?.name === first) return last.image;
      const inside = names.map((name) => fileInside(folder, name, place));
      for (const image of inside) {
        if (!(await isFile(image.path))) continue;
        last = { name: first, image };
        return image;
      }
      for (const { file } of inside) {
        const image = await findOtherwiseSpelled(folder, file, namesIn);
        if (image === null) continue;
        last = { name: first, image };
        return image;
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
 * The only file whose path differs from a listed one in case or Unicode form: Windows and macOS take them for the same, macOS
 * writes NFD, and uploads and archives may have either form.
 *
 * @param file relative to the folder, with slashes
 * @param namesIn the names in a folder
 */
export async function findOtherwiseSpelled(
  folder: string,
  file: string,
  namesIn: (folder: string) => Promise<Spellings> = spellingsIn,
): Promise<FoundImage | null> {
  let path = folder;
  const parts: string[] = [];
  for (const part of file.split('/')) {
    const same = (await namesIn(path)).get(caseless(part)) ?? [];
    const only = same.find((name) => name === part) ?? (same.length === 1 ? same[0] : undefined);
    if (only === undefined) return null;
    parts.push(only);
    path = join(path, only);
  }
  return (await isFile(path)) ? { file: parts.join('/'), path } : null;
}

/** The names in a folder, by what they have in common without case and Unicode form: a list may have a line for each. */
type Spellings = ReadonlyMap<string, readonly string[]>;

async function spellingsIn(folder: string): Promise<Spellings> {
  return Map.groupBy(await readdir(folder).catch(() => []), caseless);
}

function caseless(name: string): string {
  return name.normalize('NFC').toLowerCase();
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
  const expected = `${names.join(' or ')}, or one other ${ending} file`;
  throw invalidAt(path, `this folder contains ${there}; expected ${expected}. Choose the file itself.`);
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
