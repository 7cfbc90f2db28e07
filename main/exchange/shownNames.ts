import { readdir } from 'node:fs/promises';

/**
 * What a folder holds, but for what systems and tools keep for themselves: macOS puts `._list.csv` beside each
 * `list.csv` that it writes to drives and archives of others.
 */
export async function shownNames(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith('.'));
}
