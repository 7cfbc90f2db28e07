import { existsSync } from 'node:fs';
import { z } from 'zod';
import { InkdexError } from '../../shared/result.ts';
import { keep, readKept } from '../files/keptJson.ts';
import { describeLeftovers, isOwnFolder } from '../store/library/open.ts';

const mostRecent = 10;
const recentSchema = z.array(z.string().min(1));

/**
 * The folders of the libraries that the desktop app has opened, the last one first.
 *
 * @param path of the file that keeps them
 */
export function recentLibraries(path: string): string[] {
  return readKept(path, recentSchema) ?? [];
}

/** Puts a library first. A disk that cannot be written loses only the order of the menu. */
export function rememberLibrary(path: string, folder: string): void {
  const others = recentLibraries(path).filter((one) => one !== folder);
  keep(path, [folder, ...others].slice(0, mostRecent));
}

/** The library to open, and the one that was open last if its folder is gone, for example with its drive. */
export interface LibraryAtStart {
  readonly folder: string;
  readonly missing: string | null;
}

/** @param usual the folder of a first start, which is created if it does not exist */
export function libraryAtStart(recent: readonly string[], usual: string): LibraryAtStart {
  const [last = usual] = recent;
  if (last === usual || existsSync(last)) return { folder: last, missing: null };
  return { folder: usual, missing: last };
}

/** What to do about a library whose folder is gone. */
export function describeMissing(folder: string): string {
  return `${JSON.stringify(folder)} does not exist. If it is on a drive that is not connected, connect it and try again.`;
}

/**
 * Refuses a folder that is missing, or neither a library nor empty. A damaged library opens with the offer to repair it.
 *
 * @throws InkdexError `not-found`, `bad-arguments`
 */
export function requireLibraryOrEmpty(folder: string): void {
  if (!existsSync(folder)) {
    throw new InkdexError('not-found', describeMissing(folder));
  }
  if (isOwnFolder(folder) || describeLeftovers(folder) !== null) return;
  throw new InkdexError(
    'bad-arguments',
    `${JSON.stringify(folder)} is not a library of Inkdex, and it is not empty. Choose the folder of a library, or an ` +
      'empty folder for a new one. Photos are added with Add photos.',
  );
}
