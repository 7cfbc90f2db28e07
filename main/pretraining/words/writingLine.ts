import type { CutWord } from './cutLetters.ts';
import type { Piece } from './letterPieces.ts';

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
const mostDoubt = 0.3;

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
export function lineOfPiece({ word, start, end }: Piece): WritingLine | null {
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
  return Math.abs(Math.log(measured / expected)) > mostDoubt ? null : measured;
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

/** The middle one, of an even number the larger of both; 0 of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
