import { existsSync } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../../shared/json.ts';
import { InkdexError } from '../../../shared/result.ts';
import { counted } from '../../../shared/text.ts';
import { fileProblem } from '../../files/fileProblem.ts';
import { hashFile } from '../../files/hashFile.ts';
import { libraryVersion } from '../library/migrate.ts';
import type { ExportOptions } from './exportLibrary.ts';
import { exportVersion, headerFile, headerSchema, isPlace, sumsFile, type ExportHeader } from './layout.ts';

/**
 * What an export is.
 *
 * @throws InkdexError `data-invalid` for another folder, `library-newer`, `file-missing`
 */
export async function readHeader(source: string): Promise<ExportHeader> {
  const path = join(source, headerFile);
  await requirePlain(source, headerFile);
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    if (!existsSync(source)) throw fileProblem(source, thrown);
    throw new InkdexError(
      'data-invalid',
      `${source} is no export of a library: it has no ${headerFile}. Choose a folder that "inkdex export library" has written.`,
      { cause: thrown },
    );
  });
  const read = z.looseObject({ format: z.string(), version: z.number(), library: z.number() });
  const found = read.safeParse(parseJson(text));
  if (found.success && (found.data.version > exportVersion || found.data.library > libraryVersion)) {
    throw new InkdexError(
      'library-newer',
      `${source} was exported by a newer Inkdex (format ${found.data.version}, library version ${found.data.library}); this ` +
        `Inkdex reads up to format ${exportVersion}, library version ${libraryVersion}. Install the newer Inkdex.`,
    );
  }
  const header = headerSchema.safeParse(parseJson(text));
  if (header.success) return header.data;
  throw new InkdexError('data-invalid', `${path} is not the header of an export. Export the library again.`);
}

/** The SHA-256 of every file, by its path in the export. @throws InkdexError `data-invalid` */
export async function readSums(source: string): Promise<Map<string, string>> {
  await requirePlain(source, sumsFile);
  const text = await readFile(join(source, sumsFile), 'utf8').catch((thrown: unknown) => {
    throw new InkdexError('data-invalid', `The export has no ${sumsFile}. Export the library again.`, {
      cause: thrown,
    });
  });
  const sums = new Map<string, string>();
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const { sha256, path } = /^(?<sha256>[0-9a-f]{64}) {2}(?<path>.+)$/u.exec(line)?.groups ?? {};
    if (sha256 === undefined || path === undefined || !isPlace(path, sha256) || sums.has(path)) {
      throw new InkdexError(
        'data-invalid',
        `${sumsFile} has a line that no export has: ${JSON.stringify(line)}. Export the library again.`,
      );
    }
    sums.set(path, sha256);
  }
  return sums;
}

/**
 * An export has only plain files in plain folders. A link could lead to any file of this machine, and a pipe or a device has no
 * end.
 *
 * @throws InkdexError `data-invalid`
 */
async function requirePlain(source: string, path: string): Promise<void> {
  const parts = path.split('/');
  for (const [index, part] of parts.entries()) {
    const place = join(source, ...parts.slice(0, index), part);
    const found = await lstat(place).catch(() => null);
    // A missing file is named with all others that cannot be used.
    if (found === null || (index < parts.length - 1 ? found.isDirectory() : found.isFile())) continue;
    const kind = found.isSymbolicLink() ? 'a link' : 'no plain file';
    throw new InkdexError(
      'data-invalid',
      `${JSON.stringify(place)} is ${kind}; an export has only plain files and folders. Export the library again. Nothing was ` +
        'imported.',
    );
  }
}

/** @throws InkdexError `data-invalid` with all missing and changed files */
export async function verify(
  source: string,
  sums: ReadonlyMap<string, string>,
  { signal, onProgress }: ExportOptions,
): Promise<void> {
  const wrong: string[] = [];
  let done = 0;
  for (const [path, sha256] of sums) {
    signal.throwIfAborted();
    onProgress(done, sums.size);
    done += 1;
    await requirePlain(source, path);
    const found = await hashFile(join(source, path));
    if (found !== sha256) wrong.push(`${path} (${found === null ? 'missing' : 'changed'})`);
  }
  if (wrong.length === 0) return;
  const named = wrong.slice(0, 5).join(', ');
  const others = wrong.length > 5 ? ` and ${wrong.length - 5} more` : '';
  throw new InkdexError(
    'data-invalid',
    `${counted(wrong.length, 'file')} of the export cannot be used: ${named}${others}. Copy the export again, or export ` +
      'the library again. Nothing was imported.',
  );
}
