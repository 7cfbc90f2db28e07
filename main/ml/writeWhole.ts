import { mkdir, open, rename, rm } from 'node:fs/promises';
import { InkdexError, writingProblem } from '../../shared/result.ts';

/**
 * Writes a file beside its place, syncs it, then renames it: a crash and a full disk leave what was there.
 *
 * @param parts its bytes, one after another
 * @throws InkdexError `disk-full`
 */
export async function writeWhole(path: string, parts: readonly (Uint8Array | string)[]): Promise<void> {
  const beside = `${path}.partial`;
  try {
    const file = await open(beside, 'w');
    try {
      // It writes all or throws, where `writev` stops short without a word when the disk fills.
      for (const part of parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (thrown) {
    await rm(beside, { force: true });
    throw asFullDisk(thrown, path);
  }
}

/**
 * `writeWhole` for a folder, which `write` fills beside its place.
 *
 * @throws InkdexError `disk-full`, and what `write` throws
 */
export async function writeWholeFolder(
  path: string,
  write: (folder: string) => Promise<void>,
): Promise<void> {
  const beside = `${path}.partial`;
  await rm(beside, { recursive: true, force: true });
  try {
    await mkdir(beside, { recursive: true });
    await write(beside);
    await rename(beside, path);
  } catch (thrown) {
    await rm(beside, { recursive: true, force: true });
    throw asFullDisk(thrown, path);
  }
}

function asFullDisk(thrown: unknown, path: string): unknown {
  if (writingProblem(thrown) !== 'disk-full') return thrown;
  return new InkdexError('disk-full', `There is no room left to write ${path}. Free some space.`, {
    cause: thrown,
  });
}
