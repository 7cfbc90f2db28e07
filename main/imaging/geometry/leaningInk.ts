import { boxOfQuad, quadContains, type Quad } from '../../../shared/geometry.ts';
import { cropQuad } from './crop.ts';
import type { InkImage } from '../pixels.ts';

/** Writing that leans, cut out of a page and made level. */
export interface LevelledInk {
  readonly ink: InkImage;
  /** Its corners on the page. */
  readonly quad: Quad;
}

/**
 * Cuts out what leans, without the words that are known.
 *
 * @param places along the writing, in pixels of the page
 * @param known words that are read for sure, in pixels of the page
 */
export function leaningInk(page: InkImage, places: readonly Quad[], known: readonly Quad[]): LevelledInk[] {
  if (places.length === 0) return [];
  const rest = { ...page, data: page.data.slice() };
  for (const quad of known) eraseQuad(rest, quad);
  return places.map((quad) => ({ quad, ink: cropQuad(rest, quad, { margin: 0 }) }));
}

function eraseQuad({ width, height, data }: InkImage, quad: Quad): void {
  const [x, y, across, down] = boxOfQuad(quad);
  const [left, top] = [Math.max(0, Math.floor(x)), Math.max(0, Math.floor(y))];
  const [right, bottom] = [Math.min(width, Math.ceil(x + across)), Math.min(height, Math.ceil(y + down))];
  for (let row = top; row < bottom; row += 1) {
    for (let column = left; column < right; column += 1) {
      if (quadContains(quad, [column + 0.5, row + 0.5])) data[row * width + column] = 0;
    }
  }
}
