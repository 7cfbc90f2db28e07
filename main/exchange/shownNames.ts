import { readdir } from 'node:fs/promises';

/**
 * The names in a folder, without files of systems and tools: macOS puts `._list.csv` beside each `list.csv` on
 * foreign drives and in archives.
 */
export async function shownNames(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith('.'));
}
