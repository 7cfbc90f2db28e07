import type { InkImage } from '../../main/imaging/pixels.ts';
import { resampleInk } from '../../main/imaging/geometry/resample.ts';
import type { CutWord } from '../../main/imaging/ink/cutLetters.ts';
import type { Piece } from './pieceIndex.ts';
import { median } from '../../shared/median.ts';

/** Rows of an x in a joined word. */
const joinedHeight = { least: 12, most: 24 } as const;
/** A piece is made at most so much larger or smaller: what differs by more was measured wrongly. */
const mostScale = 1.6;
const margin = 2;

/**
 * One word out of pieces of others: brought to one height of letters, on one line, each beginning where the one before it
 * was cut.
 *
 * @returns null where the pieces' sizes cannot be told or are too different
 */
export function joinPieces(pieces: readonly Piece[]): InkImage | null {
  const lines = pieces.map(lineOfPiece).filter((line) => line !== null);
  if (lines.length === 0 || lines.length < pieces.length) return null;
  const middle = median(lines.map((line) => line.xHeight));
  const xHeight = Math.max(joinedHeight.least, Math.min(joinedHeight.most, middle));
  const placed: PlacedPiece[] = [];
  let pen = 0;
  for (const [index, piece] of pieces.entries()) {
    const line = lines[index];
    if (line === undefined) return null;
    const scale = xHeight / line.xHeight;
    if (scale > mostScale || scale < 1 / mostScale) return null;
    const next = place(piece, line, scale, pen);
    if (next === null) return null;
    placed.push(next.piece);
    pen = next.pen;
  }
  return compose(placed);
}

/** A piece's ink, its upper left corner relative to where the word begins on its line. */
interface PlacedPiece {
  readonly ink: InkImage;
  readonly left: number;
  readonly top: number;
}

function place(
  { word, start, end }: Piece,
  { baseline, xHeight }: WritingLine,
  scale: number,
  pen: number,
): { piece: PlacedPiece; pen: number } | null {
  const [before, after] = [word.seams[start], word.seams[end]];
  if (before === undefined || after === undefined) return null;
  const left = Math.min(...before);
  const width = Math.max(...after) - left;
  if (width <= 0) return null;
  const ink = between(word.ink, before, after, left, width);
  const box = { left: 0, top: 0, width, height: ink.height };
  const size = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(ink.height * scale)),
  };
  const scaled = resampleInk(ink, box, { ...size, margin: 0 });
  const band = { first: Math.round(baseline - xHeight), last: Math.round(baseline) };
  const begin = meanColumn(before, band) - left;
  const advance = meanColumn(after, band) - left - begin;
  return {
    piece: {
      ink: scaled,
      left: Math.round(pen - begin * scale),
      top: -Math.round(baseline * scale),
    },
    pen: pen + advance * scale,
  };
}

/** The pixels between two seams, all others paper. */
function between(
  ink: InkImage,
  before: Int16Array,
  after: Int16Array,
  left: number,
  width: number,
): InkImage {
  const data = new Uint8Array(width * ink.height);
  for (let row = 0; row < ink.height; row += 1) {
    const [from, to] = [before[row] ?? 0, after[row] ?? 0];
    if (to <= from) continue;
    const source = row * ink.width;
    data.set(ink.data.subarray(source + from, source + to), row * width + from - left);
  }
  return { width, height: ink.height, data };
}

function meanColumn(seam: Int16Array, { first, last }: { first: number; last: number }): number {
  const rows = seam.subarray(
    Math.max(0, Math.min(first, seam.length - 1)),
    Math.max(1, Math.min(last + 1, seam.length)),
  );
  return rows.reduce((sum, column) => sum + column, 0) / Math.max(1, rows.length);
}

function compose(pieces: readonly PlacedPiece[]): InkImage {
  const left = Math.min(...pieces.map((piece) => piece.left)) - margin;
  const top = Math.min(...pieces.map((piece) => piece.top)) - margin;
  const width = Math.max(...pieces.map((piece) => piece.left + piece.ink.width)) + margin - left;
  const height = Math.max(...pieces.map((piece) => piece.top + piece.ink.height)) + margin - top;
  const data = new Uint8Array(width * height);
  for (const piece of pieces) {
    for (let row = 0; row < piece.ink.height; row += 1) {
      const to = (piece.top - top + row) * width + piece.left - left;
      for (let column = 0; column < piece.ink.width; column += 1) {
        const value = piece.ink.data[row * piece.ink.width + column] ?? 0;
        if (value > (data[to + column] ?? 0)) data[to + column] = value;
      }
    }
  }
  return { width, height, data };
}

/** Letters as high as an x that stand on the line. */
const xLetters = /^[acemnorsuvwxz]$/u;
/** Letters that stand on the line and are higher. */
const tallLetters = /^[bdhkltA-IK-PR-Z0-9àâèéêëîïôùû]$/u;
/** What reaches above an x, and what reaches below the line. */
const highLetters = /[^acemnorsuvwxzgpqyç,.\-_]/u;
const lowLetters = /[gjpqyçfQJ,;()[\]{}/|]/u;
/** Height of tall letters over that of an x. */
const tallness = 1.7;
/** Shares of an x above and below it that letters take which reach there. */
const reach = { up: 0.7, down: 0.65 } as const;
/** Natural logarithm of the most that the letters' height may differ from what the word's suggests: underlines do. */
const mostUncertainty = 0.3;

/** Where letters stand and how large they are: a row and a number of rows, in pixels of a word. */
export interface WritingLine {
  readonly baseline: number;
  readonly xHeight: number;
}

/**
 * Where a piece stands, from its own letters where they tell, else from the nearest of its word.
 *
 * @returns null where no letter of the word tells, or what they tell is too unlike the word
 */
function lineOfPiece({ word, start, end }: Piece): WritingLine | null {
  const xHeight = heightOf(word);
  const bottoms = word.letters.flatMap((letter, index) => {
    const extent = word.extents[index];
    const distance = index < start ? start - index : Math.max(0, index - end + 1);
    return extent == null || !(xLetters.test(letter) || tallLetters.test(letter))
      ? []
      : [{ distance, bottom: extent.bottom + 1 }];
  });
  if (xHeight === null || bottoms.length === 0) return null;
  const nearest = Math.min(...bottoms.map(({ distance }) => distance));
  const own = bottoms.filter(({ distance }) => distance === nearest).map(({ bottom }) => bottom);
  return { baseline: median(own), xHeight };
}

/** Rows of an x in a word, null where no letter tells. */
function heightOf(word: CutWord): number | null {
  const measured = lettersHeight(word);
  if (measured === null) return null;
  const found = word.extents.filter((extent) => extent !== null);
  const whole = Math.max(...found.map(({ bottom }) => bottom)) + 1 - Math.min(...found.map(({ top }) => top));
  const has = (kind: RegExp): boolean => word.letters.some((letter) => kind.test(letter));
  const expected = whole / (1 + (has(highLetters) ? reach.up : 0) + (has(lowLetters) ? reach.down : 0));
  return Math.abs(Math.log(measured / expected)) > mostUncertainty ? null : measured;
}

function lettersHeight({ letters, extents }: CutWord): number | null {
  const of = (kind: RegExp): number[] =>
    letters.flatMap((letter, index) => {
      const extent = extents[index];
      return extent == null || !kind.test(letter) ? [] : [extent.bottom + 1 - extent.top];
    });
  const low = of(xLetters);
  if (low.length > 0) return median(low);
  const tall = of(tallLetters);
  return tall.length > 0 ? median(tall) / tallness : null;
}
