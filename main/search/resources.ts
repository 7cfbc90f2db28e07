import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { InkdexError } from '../../shared/result.ts';
import { resourcesFolder } from '../installation.ts';

export const searchFolder = join(resourcesFolder, 'search');

/** @throws InkdexError `data-invalid` */
export function readResource<Value>(name: string, schema: z.ZodType<Value>): Value {
  const path = join(searchFolder, name);
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new InkdexError(
      'data-invalid',
      `Invalid search resource ${JSON.stringify(path)}: ${error instanceof Error ? error.message : String(error)}. ` +
        'Create it again with "npm --prefix pretraining run confusions", or reinstall Inkdex.',
      { cause: error },
    );
  }
}
