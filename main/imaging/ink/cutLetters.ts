import type { InkImage } from '../pixels.ts';

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

interface Extent {
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
    const gaps = lines
      .filter((_, other) => Math.abs(other - index) === 1)
      .map((next) => Math.abs(next.x - line.x));
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
    data[row * width + columnAt(row, offset)] / 255 + strayCost * Math.abs(offset - reach);
  const from = new Int8Array(height * span);
  let costs = Float64Array.from({ length: span }, (_, offset) => cost(0, offset));
  for (let row = 1; row < height; row += 1) {
    const next = new Float64Array(span);
    for (let offset = 0; offset < span; offset += 1) {
      let move = 0;
      let best = costs[offset];
      for (const aside of [-1, 1]) {
        const before = costs.at(offset + aside) ?? Infinity;
        if (offset + aside >= 0 && before < best) [best, move] = [before, aside];
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
    offset += from[row * span + offset];
  }
  return seam;
}

/** The line of the word's slant that touches its ink from one side. */
function edge({ width, height, data }: InkImage, slope: number, side: 'left' | 'right'): Int16Array {
  let [least, most] = [Infinity, -Infinity];
  for (let row = 0, at = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, at += 1) {
      if (data[at] < stroke) continue;
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
function keepOrder(before: Int16Array, after: Int16Array): void {
  for (const [row, column] of before.entries()) after[row] = Math.max(after[row], column);
}

function extentOf({ width, height, data }: InkImage, left: Int16Array, right: Int16Array): Extent | null {
  let [top, bottom] = [height, -1];
  for (let row = 0; row < height; row += 1) {
    for (let column = left[row]; column < right[row]; column += 1) {
      if (data[row * width + column] < stroke) continue;
      top = Math.min(top, row);
      bottom = row;
      break;
    }
  }
  return bottom < 0 ? null : { top, bottom };
}

/**
 * The ink between two neighbouring seams of a word, in all of its rows; what lies left or right of them is paper.
 *
 * @param index of the letter
 */
export function letterInk({ ink, seams }: CutWord, index: number): InkImage {
  const [left, right] = [seams[index], seams[index + 1]];
  const first = Math.min(...left);
  const width = Math.max(1, Math.max(...right) - first);
  const data = new Uint8Array(width * ink.height);
  for (let row = 0; row < ink.height; row += 1) {
    const start = row * ink.width;
    data.set(ink.data.subarray(start + left[row], start + right[row]), row * width + left[row] - first);
  }
  return { width, height: ink.height, data };
}

/** Pixels of full ink that a seam of a word goes through: the width of the strokes that it cuts. */
export function inkCrossed({ ink: { width, data } }: CutWord, seam: Int16Array): number {
  return seam.reduce((sum, column, row) => sum + (column < width ? data[row * width + column] / 255 : 0), 0);
}
