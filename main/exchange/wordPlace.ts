import { extname } from 'node:path';
import type { CutSample } from './cutSamples.ts';
import { placeFor } from './imagePlaces.ts';

/**
 * Path of a word's image in formats that identify words by their images: its own file name, or for a word that was
 * cut out, a name made from its page and its key.
 *
 * @param forbidden characters that the format's names cannot contain
 */
export function wordPlace({ sample, picture }: CutSample, forbidden: RegExp): string {
  if (picture === null) return placeFor(sample.file, forbidden);
  const stem = sample.file.slice(0, sample.file.length - extname(sample.file).length);
  const name = sample.key.replace(/[/\\]/gu, '_');
  return `${placeFor(`${stem}/${name}`, forbidden)}.png`;
}
