import { lstat, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InkdexError } from '../../shared/result.ts';
import { fileProblem } from './fileProblem.ts';

/**
 * Creates a folder that appears under its name only when it is complete: `write` fills a temporary folder beside it,
 * which is renamed at the end, or removed after an error.
 *
 * @throws InkdexError `conflict` when the path exists, `disk-full`, `permission-denied`, and the errors of `write`
 */
export async function writeWholeFolder(
  path: string,
  write: (folder: string) => Promise<void>,
): Promise<void> {
  await writeWhole(path, async (place) => {
    await mkdir(place);
    await write(place);
  });
}

/** Like `writeWholeFolder`, for one file, which `write` creates at the given path. */
export async function writeWholeFile(path: string, write: (file: string) => Promise<void>): Promise<void> {
  await writeWhole(path, write);
}

async function writeWhole(path: string, write: (place: string) => Promise<void>): Promise<void> {
  const target = resolve(path);
  await requireAbsent(target);
  try {
    await mkdir(dirname(target), { recursive: true });
    // Beside its final path, so that the rename is one step on one disk.
    const work = await mkdtemp(join(dirname(target), `.${basename(target)}.writing-`));
    try {
      const place = join(work, basename(target));
      await write(place);
      await requireAbsent(target);
      await rename(place, target);
    } catch (error) {
      // The first error is the one to report, not that some files could not be removed.
      await removeWork(work).catch(() => undefined);
      throw error;
    }
    await removeWork(work);
  } catch (error) {
    throw fileProblem(target, error);
  }
}

/** After an error other files may still be being written; a second attempt removes them too. */
async function removeWork(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

async function requireAbsent(path: string): Promise<void> {
  const there = await lstat(path).catch(() => null);
  if (there === null) return;
  throw new InkdexError(
    'conflict',
    `${JSON.stringify(path)} already exists and is not overwritten. Choose another name, or move it away.`,
  );
}
