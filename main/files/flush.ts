import { closeSync, fsyncSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileProblem } from './fileProblem.ts';

/** Waits until a file that was just written is on the disk. */
export function flushFile(path: string): void {
  flush(path, 'r+');
}

/** Windows cannot flush folders; its file systems keep the names in order. */
const canFlushFolders = process.platform !== 'win32';

/** Waits until the names in a folder are on the disk. */
export function flushFolder(path: string): void {
  if (canFlushFolders) flush(path, 'r');
}

/**
 * The same without blocking, for hundreds of folders.
 *
 * @throws InkdexError as `fileProblem` gives it
 */
export async function flushFolderAsync(path: string): Promise<void> {
  if (!canFlushFolders) return;
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (thrown) {
    throw fileProblem(path, thrown);
  }
}

function flush(path: string, flags: string): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
