import type { InkImage } from './pixels.ts';
import { createWarpMesh, warpInk } from './warp.ts';

/** How a word is made to lean. */
export interface Lean {
  /** Tangent of the angle by which uprights come to lean to the right; negative to the left. */
  readonly slant: number;
  /** Factor on the width. */
  readonly stretch: number;
}

/** Pixels between the nodes of the mesh: the map is affine, so that any are exact. */
const meshCell = 8;
/** Pixels of paper around the word. */
const margin = 1;

/** The word leaning otherwise, about its middle row, in an image that holds all of it. */
export function leanWord(word: InkImage, { slant, stretch }: Lean): InkImage {
  const reach = Math.ceil(0.5 * Math.abs(slant) * word.height * stretch) + margin;
  const width = Math.round(word.width * stretch) + 2 * reach;
  const height = word.height + 2 * margin;
  const middle = height / 2;
  const mesh = createWarpMesh(width, height, meshCell, (x, y) => [
    (x - reach) / stretch + slant * (y - middle),
    y - margin,
  ]);
  return warpInk(word, mesh, width, height);
}
