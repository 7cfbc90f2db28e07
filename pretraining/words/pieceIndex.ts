import type { CutWord } from '../../main/imaging/ink/cutLetters.ts';
import { pickWeighted, type Random } from '../../shared/random.ts';

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
