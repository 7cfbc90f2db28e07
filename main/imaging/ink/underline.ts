import type { Point, Quad } from '../../../shared/geometry.ts';
import { between, cropQuad } from '../geometry/crop.ts';
import type { InkImage } from '../pixels.ts';

// Set by hand on the photos of `npm run measure -- order` that may choose (29 November 2026): .64 of their headings have a line below
// them, and .06 of the other text.
/** Height of a word in the strip that is looked at, in rows, and its ink. */
const [rows, leastInk] = [32, 60];
/** Where the strip begins and ends below the bottom of a box, in its heights: a box may hold the line. */
const [from, to] = [-0.3, 0.6];
/** The thickest line, and the least paper above it, in rows. */
const [thickest, leastPaper] = [6, 4];
/** A line runs below so much of the width of a word. */
const leastShare = 0.8;

/**
 * Whether a drawn line runs below a word: the path from left to right, by one row up or down at each column, with the most columns of
 * a thin stroke that has paper above it.
 *
 * @param quad in pixels of the page
 */
export function isUnderlined(page: InkImage, quad: Quad): boolean {
  const [topLeft, topRight, bottomRight, bottomLeft] = quad;
  const left = (v: number): Point => between(topLeft, bottomLeft, 1 + v);
  const right = (v: number): Point => between(topRight, bottomRight, 1 + v);
  const height = Math.round(rows * (to - from));
  const strip = cropQuad(page, [left(from), right(from), right(to), left(to)], { margin: 0, height });
  let [along, next] = [new Float32Array(strip.height), new Float32Array(strip.height)];
  for (let x = 0; x < strip.width; x += 1) {
    const strokes = thinStrokes(strip, x);
    for (let y = 0; y < height; y += 1) {
      let best = along[y];
      if (y > 0 && along[y - 1] > best) best = along[y - 1];
      if (y < height - 1 && along[y + 1] > best) best = along[y + 1];
      next[y] = best + strokes[y];
    }
    [along, next] = [next, along];
  }
  return Math.max(...along) >= leastShare * strip.width;
}

/** 1 at each row of a column that is part of a thin stroke with paper above it. */
function thinStrokes({ width, height, data }: InkImage, x: number): Uint8Array {
  const strokes = new Uint8Array(height);
  let above = leastPaper;
  for (let y = 0; y < height; y += 1) {
    let end = y;
    while (end < height && data[end * width + x] >= leastInk) end += 1;
    if (end === y) {
      above += 1;
      continue;
    }
    if (above >= leastPaper && end - y <= thickest) strokes.fill(1, y, end);
    above = 0;
    y = end - 1;
  }
  return strokes;
}
