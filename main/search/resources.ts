import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { InkdexError } from '../../shared/result.ts';

/** The folder beside package.json, from the sources as from a build. */
export const searchFolder = join(packageFolder(), 'resources/search');

/** @throws InkdexError `data-invalid` */
export function readResource<Value>(name: string, schema: z.ZodType<Value>): Value {
  const path = join(searchFolder, name);
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new InkdexError(
      'data-invalid',
      `${JSON.stringify(path)} is not what the search expects: ${error instanceof Error ? error.message : String(error)}. ` +
        'Make it anew with "npm run confusions", or install Inkdex again.',
      { cause: error },
    );
  }
}

function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
