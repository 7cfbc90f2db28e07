import { join } from 'node:path';
import { invalidAt, type Place } from './records.ts';

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
