import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Waits until a file that was just written is on the disk. */
export function flushFile(path: string): void {
  flush(path, 'r+');
}

/** Waits until the names in a folder are on the disk. Windows cannot do this; its file systems keep them in order. */
export function flushFolder(path: string): void {
  if (process.platform !== 'win32') flush(path, 'r');
}

function flush(path: string, flags: string): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
