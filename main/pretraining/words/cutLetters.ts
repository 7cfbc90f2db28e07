import type { InkImage } from '../../imaging/pixels.ts';
import { pickWeighted, type Random } from '../../../shared/random.ts';

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

/** Letters in a row of one word: `end` is the first that is not part of it. */
export interface Piece {
  readonly word: CutWord;
  readonly start: number;
  readonly end: number;
}

/** What a page's writer has written, to write other words with. */
export interface PieceIndex {
  /**
   * Pieces that spell a text, or null where the writer has left a letter of it nowhere. Longer pieces are
   * likelier, and so are beginnings of words to begin with and endings to end with.
   *
   * @param letters of the text, two or more
   */
  cover(letters: readonly string[], random: Random): Piece[] | null;
}

/** Longer pieces would be whole words again. */
const longestPiece = 5;
/** How likely a piece is taken that stood elsewhere in its word, beside one that did not. */
const strayChance = 0.25;

export function indexPieces(words: readonly CutWord[]): PieceIndex {
  const bySpelling = new Map<string, Piece[]>();
  for (const word of words) {
    for (let start = 0; start < word.letters.length; start += 1) {
      for (let end = start + 1; end <= Math.min(word.letters.length, start + longestPiece); end += 1) {
        if (word.extents[end - 1] == null) break;
        const spelling = word.letters.slice(start, end).join('');
        const same = bySpelling.get(spelling);
        if (same === undefined) bySpelling.set(spelling, [{ word, start, end }]);
        else same.push({ word, start, end });
      }
    }
  }

  function pick(letters: readonly string[], start: number, random: Random): Piece | undefined {
    const found: { piece: Piece; weight: number }[] = [];
    for (let length = 1; length <= longestPiece && start + length <= letters.length; length += 1) {
      if (length === letters.length) break;
      const pieces = bySpelling.get(letters.slice(start, start + length).join(''));
      if (pieces === undefined) break;
      const piece = pickPlaced(pieces, start === 0, start + length === letters.length, random);
      found.push({ piece, weight: length ** 1.5 });
    }
    return pickWeighted(found, ({ weight }) => weight, random)?.piece;
  }

  return {
    cover(letters, random) {
      const cover: Piece[] = [];
      for (let at = 0; at < letters.length;) {
        const piece = pick(letters, at, random);
        if (piece === undefined) return null;
        cover.push(piece);
        at += piece.end - piece.start;
      }
      return cover;
    },
  };
}

/** Asks again, as a rule, where a piece stood elsewhere in its word. */
function pickPlaced(pieces: readonly Piece[], isFirst: boolean, isLast: boolean, random: Random): Piece {
  for (;;) {
    const piece = random.pick(pieces);
    const { word, start, end } = piece;
    const suits = (start === 0) === isFirst && (end === word.letters.length) === isLast;
    if (suits || random.chance(strayChance)) return piece;
  }
}
