import { lstat, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InkdexError } from '../../shared/result.ts';
import { fileProblem } from './fileProblem.ts';

/**
 * Makes a folder that appears under its name only when it is whole: `write` fills one beside it, which is
 * renamed at the end, or removed where anything fails.
 *
 * @throws InkdexError `conflict` when something is there already, `disk-full`, `permission-denied`, and
 *   what `write` throws
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

/** `writeWholeFolder` for one file, which `write` makes at the path that it is given. */
export async function writeWholeFile(path: string, write: (file: string) => Promise<void>): Promise<void> {
  await writeWhole(path, write);
}

async function writeWhole(path: string, write: (place: string) => Promise<void>): Promise<void> {
  const target = resolve(path);
  await requireAbsent(target);
  try {
    await mkdir(dirname(target), { recursive: true });
    // Beside its final place, so that the rename is one step on one disk.
    const work = await mkdtemp(join(dirname(target), `.${basename(target)}.writing-`));
    try {
      const place = join(work, basename(target));
      await write(place);
      await requireAbsent(target);
      await rename(place, target);
    } catch (error) {
      // What failed first is what matters: that something of it could not be removed is no news.
      await removeWork(work).catch(() => undefined);
      throw error;
    }
    await removeWork(work);
  } catch (error) {
    throw fileProblem(target, error);
  }
}

/** What failed may have other files on their way to the disk still: tried again, they are gone too. */
async function removeWork(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

async function requireAbsent(path: string): Promise<void> {
  const there = await lstat(path).catch(() => null);
  if (there === null) return;
  throw new InkdexError(
    'conflict',
    `${JSON.stringify(path)} is there already, and nothing is written over. Choose another name, or move it away.`,
  );
}
