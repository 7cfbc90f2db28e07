import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { InkdexError } from '../../shared/result.ts';
import type { ReadingService } from '../services.ts';
import { fileProblem } from '../files/fileProblem.ts';
import { withTemporaryFolder } from '../files/temporaryFolder.ts';
import { encodingOf } from '../exchange/textFile.ts';
import { fileURLToPath } from 'node:url';

/** The argument that stands for standard input. */
const stdin = '-';

/**
 * The given paths, and those of a list with one path per line.
 * @param list a file, or `-` for standard input
 * @throws InkdexError `bad-arguments` when the list is empty, or standard input is asked for twice; `file-missing`
 */
export async function listedImages(given: readonly string[], list: string | undefined): Promise<string[]> {
  const isTwice = given.filter((path) => path === stdin).length + (list === stdin ? 1 : 0) > 1;
  if (isTwice)
    throw new InkdexError('bad-arguments', 'Only one of the arguments can be "-", standard input.');
  const text = list === undefined ? '' : await textOf(list);
  const images = [...given, ...pathsIn(text)];
  if (images.length > 0 || list === undefined) return images;
  throw new InkdexError(
    'bad-arguments',
    `The list ${JSON.stringify(list)} is empty; expected one path per line.`,
  );
}

/**
 * The paths of a list: one a line, or separated by zeros, as `find -print0` does. Explorer's "Copy as path" quotes them, other
 * programs copy addresses of files.
 */
export function pathsIn(text: string): string[] {
  if (text.includes('\0')) return text.split('\0').filter((path) => path !== '');
  const lines = text.split(/\r\n?|\n/u).filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const path = /^"([^"]+)"\s*$/u.exec(line)?.[1] ?? line;
    return URL.canParse(path) && /^file:\/\//iu.test(path) ? fileURLToPath(path) : path;
  });
}

/** The text of a file, or of standard input for `-`. */
export async function textOf(list: string): Promise<string> {
  const bytes = await (list === stdin ? buffer(process.stdin) : readFile(list)).catch((error: unknown) => {
    throw fileProblem(list, error);
  });
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

/** Works on a file, or on standard input for `-`. */
export async function withFileOrStdin<Value>(
  path: string,
  work: (path: string) => Promise<Value>,
): Promise<Value> {
  if (path !== stdin) return await work(path);
  return await withTemporaryFolder('inkdex-stdin-', async (folder) => {
    const file = join(folder, 'stdin');
    await writeFile(file, await buffer(process.stdin));
    return await work(file);
  });
}

/** Lets a reader read `-` from standard input, for as long as the work lasts. */
export async function withPictureOnStdin<Value>(
  paths: readonly string[],
  reading: ReadingService,
  work: (reading: ReadingService) => Promise<Value>,
): Promise<Value> {
  if (!paths.includes(stdin)) return await work(reading);
  return await withFileOrStdin(stdin, async (file) => {
    const fileOf = (path: string): string => (path === stdin ? file : path);
    return await work({
      ...reading,
      readFile: (path, options) => reading.readFile(fileOf(path), options),
      countPages: (path) => reading.countPages(fileOf(path)),
      readPdfPage: (path, page, options) => reading.readPdfPage(fileOf(path), page, options),
      readWords: (words, options) => reading.readWords(words.map(fileOf), options),
    });
  });
}
