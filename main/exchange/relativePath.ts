import { join } from 'node:path';
import { invalidAt, type Place } from './records.ts';

/**
 * A relative path as files name it, with slashes, `.` and `..` worked out. Backslashes part folders too:
 * lists that were written on Windows have them.
 *
 * @returns null where it is empty, absolute, or climbs out of the folder it is relative to
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
 * Where a file that a list names lies within a folder.
 *
 * @throws InkdexError `data-invalid` when the name leads out of the folder
 */
export function fileInside(folder: string, name: string, place: Place): { file: string; path: string } {
  const file = relativeFile(name);
  if (file === null) {
    throw invalidAt(
      place,
      `${JSON.stringify(name.slice(0, 200))} leads out of its folder; expected a relative path inside it.`,
    );
  }
  return { file, path: join(folder, file) };
}
