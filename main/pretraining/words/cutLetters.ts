import type { InkImage } from '../../imaging/pixels.ts';

/** A straight cut through a word, as slanted as its letters. */
export interface CutLine {
  /** Column at row 0, in pixels. */
  readonly x: number;
  /** Columns further right for each row further down. */
  readonly slope: number;
}

/** A word cut between its letters. */
export interface CutWord {
  readonly letters: readonly string[];
  readonly ink: InkImage;
  /** For each row the first column of each letter, and last the first column after the word: letters + 1 of them. */
  readonly seams: readonly Int16Array[];
  /** First and last row of each letter's ink; null where nothing of it was found. */
  readonly extents: readonly (Extent | null)[];
}

export interface Extent {
  readonly top: number;
  readonly bottom: number;
}

/** Ink (of 255) that makes a stroke. */
const stroke = 96;
/** What a column away from the line costs in each row, in full ink. */
const strayCost = 0.03;
/** Columns that a seam may leave its line by. */
const leastReach = 2;
const mostReach = 5;

/**
 * Cuts a word where it has the least ink, near the lines given.
 *
 * @param lines between neighbours: one fewer than letters, from left to right
 */
export function cutLetters(ink: InkImage, letters: readonly string[], lines: readonly CutLine[]): CutWord {
  const slope = lines.reduce((sum, line) => sum + line.slope, 0) / Math.max(1, lines.length);
  const inner = lines.map((line, index) => {
    const gaps = [lines[index - 1], lines[index + 1]].flatMap((next) =>
      next === undefined ? [] : [Math.abs(next.x - line.x)],
    );
    const reach = Math.max(leastReach, Math.min(mostReach, Math.floor(Math.min(...gaps, 2 * mostReach) / 2)));
    return leastInkSeam(ink, line, reach);
  });
  const seams = [edge(ink, slope, 'left'), ...inner, edge(ink, slope, 'right')];
  for (let index = 1; index < seams.length; index += 1) keepOrder(seams[index - 1], seams[index]);
  const extents = letters.map((_, index) => extentOf(ink, seams[index], seams[index + 1]));
  return { letters, ink, seams, extents };
}

/** The path from the first row to the last that crosses the least ink: at most a column aside in each row. */
function leastInkSeam({ width, height, data }: InkImage, line: CutLine, reach: number): Int16Array {
  const span = 2 * reach + 1;
  const columnAt = (row: number, offset: number): number =>
    Math.max(0, Math.min(width - 1, Math.round(line.x + line.slope * row) + offset - reach));
  const cost = (row: number, offset: number): number =>
    (data[row * width + columnAt(row, offset)] ?? 0) / 255 + strayCost * Math.abs(offset - reach);
  const from = new Int8Array(height * span);
  let costs = Float64Array.from({ length: span }, (_, offset) => cost(0, offset));
  for (let row = 1; row < height; row += 1) {
    const next = new Float64Array(span);
    for (let offset = 0; offset < span; offset += 1) {
      let move = 0;
      let best = costs[offset] ?? Infinity;
      for (const aside of [-1, 1]) {
        const before = costs[offset + aside] ?? Infinity;
        if (before < best) [best, move] = [before, aside];
      }
      next[offset] = best + cost(row, offset);
      from[row * span + offset] = move;
    }
    costs = next;
  }
  const seam = new Int16Array(height);
  let offset = costs.indexOf(Math.min(...costs));
  for (let row = height - 1; row >= 0; row -= 1) {
    seam[row] = columnAt(row, offset);
    offset += from[row * span + offset] ?? 0;
  }
  return seam;
}

/** The line of the word's slant that touches its ink from one side. */
function edge({ width, height, data }: InkImage, slope: number, side: 'left' | 'right'): Int16Array {
  let [least, most] = [Infinity, -Infinity];
  for (let row = 0, at = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, at += 1) {
      if ((data[at] ?? 0) < stroke) continue;
      least = Math.min(least, column - slope * row);
      most = Math.max(most, column - slope * row);
    }
  }
  const x = side === 'left' ? Math.min(least, width) - 1 : Math.max(most, 0) + 2;
  return Int16Array.from({ length: height }, (_, row) =>
    Math.max(0, Math.min(width, Math.round(x + slope * row))),
  );
}

/** A letter never begins left of the one before it. */
function keepOrder(before: Int16Array | undefined, after: Int16Array | undefined): void {
  if (before === undefined || after === undefined) return;
  for (const [row, column] of before.entries()) after[row] = Math.max(after[row] ?? 0, column);
}

function extentOf(
  { width, height, data }: InkImage,
  left: Int16Array | undefined,
  right: Int16Array | undefined,
): Extent | null {
  let [top, bottom] = [height, -1];
  for (let row = 0; row < height; row += 1) {
    for (let column = left?.[row] ?? 0; column < (right?.[row] ?? 0); column += 1) {
      if ((data[row * width + column] ?? 0) < stroke) continue;
      top = Math.min(top, row);
      bottom = row;
      break;
    }
  }
  return bottom < 0 ? null : { top, bottom };
}
