import type { Size } from '../../shared/geometry.ts';

/** Rows above and below in which a rule may run on: it is seldom quite level. */
const wander = 2;
/** A rule is unbroken over so many line heights to each side, but for a share of its columns. */
const reach = 1;
const leastShare = 0.85;
/** A rule is no thicker than this share of the line's height. */
const thickest = 0.09;

/**
 * The strokes of a line without the rules that it is written on: thin, level and long. Where a letter crosses a rule
 * it is thicker, and stays.
 *
 * @param marked 1 for strokes, row-major
 */
export function withoutRules(marked: Uint8Array, { width, height }: Size): Uint8Array {
  const near = new Uint8Array(marked.length);
  for (let y = 0; y < height; y += 1) {
    for (let row = Math.max(0, y - wander); row <= Math.min(height - 1, y + wander); row += 1) {
      for (let x = 0; x < width; x += 1) {
        if (marked[row * width + x] === 1) near[y * width + x] = 1;
      }
    }
  }
  const runs = verticalRuns(marked, { width, height });
  const left = marked.slice();
  const window = Math.round(reach * height);
  const most = thickest * height;
  for (let y = 0; y < height; y += 1) {
    const sums = new Int32Array(width + 1);
    for (let x = 0; x < width; x += 1) sums[x + 1] = (sums[x] ?? 0) + (near[y * width + x] ?? 0);
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      if (marked[at] !== 1 || (runs[at] ?? 0) > most) continue;
      const [from, to] = [Math.max(0, x - window), Math.min(width, x + window + 1)];
      if ((sums[to] ?? 0) - (sums[from] ?? 0) >= leastShare * (to - from)) left[at] = 0;
    }
  }
  return left;
}

/** For each stroke pixel the length of the run of strokes above and below it. */
function verticalRuns(marked: Uint8Array, { width, height }: Size): Uint16Array {
  const runs = new Uint16Array(marked.length);
  for (let x = 0; x < width; x += 1) {
    for (let y = 0; y < height; y += 1) {
      if (marked[y * width + x] !== 1) continue;
      let end = y;
      while (end < height && marked[end * width + x] === 1) end += 1;
      for (let row = y; row < end; row += 1) runs[row * width + x] = end - y;
      y = end;
    }
  }
  return runs;
}
