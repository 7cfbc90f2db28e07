import { createReadStream } from 'node:fs';
import type { Sample } from '../../../shared/contract/dataset.ts';
import { manifestHeader, manifestLines, parseManifestLine } from '../../../shared/manifest.ts';
import { InkdexError } from '../../../shared/result.ts';

/**
 * The samples of a frozen version, one after the other.
 *
 * @throws InkdexError `not-found` when there is no such manifest; `data-invalid` when it is none
 */
export async function* manifestSamples(path: string): AsyncGenerator<Sample> {
  let number = 0;
  try {
    for await (const line of manifestLines(createReadStream(path, 'utf8'), path)) {
      number += 1;
      if (number > 1) yield parseManifestLine(line, number);
      else if (line !== manifestHeader) {
        throw new InkdexError(
          'data-invalid',
          `${path} is no manifest of a dataset version: it starts otherwise.`,
        );
      }
    }
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing) throw error;
    throw new InkdexError(
      'not-found',
      `The manifest ${path} is not there: was its version removed? Freeze the dataset again.`,
      { cause: error },
    );
  }
}
