import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Locator } from '@playwright/test';
import type { Box } from '../../shared/geometry.ts';
import { searchTerms } from '../../shared/text.ts';
import { notesFolder } from '../support/noteCrops.ts';

/** Boxes, in pixels of the photo, of every place where a person found the term on a photo. */
export function trueBoxes(photo: string, term: string): Box[] {
  const [, ...rows] = readFileSync(join(notesFolder, 'words.tsv'), 'utf8').trim().split('\n');
  return rows
    .map((row) => row.split('\t'))
    .filter(([, text = '', page = '']) => basename(page) === photo && searchTerms(text).includes(term))
    .map(([, , , x, y, width, height]) => [Number(x), Number(y), Number(width), Number(height)]);
}

/**
 * Where a mark lies on the photo under it, in pixels of the photo.
 *
 * @param picture the photo as shown, however it is scaled
 * @param width of the photo, in its own pixels
 */
export async function boxOnPhoto(mark: Locator, picture: Locator, width: number): Promise<Box> {
  const [inner, outer] = await Promise.all([mark.boundingBox(), picture.boundingBox()]);
  if (inner === null || outer === null) throw new Error('Expected a mark and a photo that are visible.');
  const scale = width / outer.width;
  return [
    (inner.x - outer.x) * scale,
    (inner.y - outer.y) * scale,
    inner.width * scale,
    inner.height * scale,
  ];
}
