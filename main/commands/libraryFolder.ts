import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

/** The library folder: the given one, else `INKDEX_LIBRARY`, else a folder in the user's data folder. */
export function libraryFolder(asked: string | undefined): string {
  const named = asked ?? process.env.INKDEX_LIBRARY ?? '';
  return named === '' ? join(envPaths('inkdex', { suffix: '' }).data, 'library') : resolve(named);
}
