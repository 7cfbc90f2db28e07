import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

/** Where the library lies: what was asked for, else `INKDEX_LIBRARY`, else the person's data folder. */
export function libraryFolder(asked: string | undefined): string {
  const named = asked ?? process.env.INKDEX_LIBRARY ?? '';
  return named === '' ? join(envPaths('inkdex', { suffix: '' }).data, 'library') : resolve(named);
}
