import { extname } from 'node:path';
import type { CutSample } from './cutSamples.ts';
import { placeFor } from './imagePlaces.ts';

/**
 * Where a word's image goes in formats that name words by their images: its own file name, or for one that
 * was cut out, a name made of its page's and its key.
 *
 * @param forbidden what the format's names cannot hold
 */
export function wordPlace({ sample, picture }: CutSample, forbidden: RegExp): string {
  if (picture === null) return placeFor(sample.file, forbidden);
  const stem = sample.file.slice(0, sample.file.length - extname(sample.file).length);
  const name = sample.key.replace(/[/\\]/gu, '_');
  return `${placeFor(`${stem}/${name}`, forbidden)}.png`;
}
