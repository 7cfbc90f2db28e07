import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { InkdexError } from '../../shared/result.ts';

/** The resources folder next to package.json, for the sources and for a build. */
export const searchFolder = join(packageFolder(), 'resources/search');

/** @throws InkdexError `data-invalid` */
export function readResource<Value>(name: string, schema: z.ZodType<Value>): Value {
  const path = join(searchFolder, name);
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new InkdexError(
      'data-invalid',
      `Invalid search resource ${JSON.stringify(path)}: ${error instanceof Error ? error.message : String(error)}. ` +
        'Create it again with "npm run confusions", or reinstall Inkdex.',
      { cause: error },
    );
  }
}

function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
