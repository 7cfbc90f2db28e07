import { describe, expect, it } from 'vitest';
import { alignSpans, possibleSpans } from '../../../pretraining/banks/alignWords.ts';
import type { Piece } from '../../../pretraining/banks/linePieces.ts';

/** Pieces of given widths with given gaps between them. */
function pieces(widths: readonly number[], gaps: readonly number[]): Piece[] {
  let from = 0;
  return widths.map((width, index) => {
    const piece = {
      from,
      to: from + width - 1,
      start: from - 2,
      end: from + width + 1,
      gap: gaps[index] ?? Infinity,
    };
    from += width + (gaps[index] ?? 0);
    return piece;
  });
}

describe('Spans that can be a word', () => {
  it('are as wide as the word is long, and about where it stands', () => {
    const spans = possibleSpans(pieces([20, 100, 20], [15, 15]), ['as', 'everywhere', 'as']);
    const ofWord = (wanted: number) => spans.filter(({ word }) => word === wanted);
    expect(ofWord(0)).toEqual([{ first: 0, end: 1, word: 0 }]);
    expect(ofWord(1)).toContainEqual({ first: 1, end: 2, word: 1 });
    expect(ofWord(2)).toEqual([{ first: 2, end: 3, word: 2 }]);
  });

  it('have no wider gap within than around', () => {
    const spans = possibleSpans(pieces([40, 40, 40], [5, 20]), ['printed', 'word']);
    expect(spans).toContainEqual({ first: 0, end: 2, word: 0 });
    expect(spans.filter(({ first, end }) => first === 1 && end === 3)).toEqual([]);
  });
});

describe('An alignment of a line', () => {
  it('is sure of words that are read where they stand', () => {
    const aligned = alignSpans(
      2,
      ['one', 'two'],
      [
        { first: 0, end: 1, word: 0, likelihood: -0.1 },
        { first: 1, end: 2, word: 0, likelihood: -14 },
        { first: 1, end: 2, word: 1, likelihood: -0.2 },
      ],
    );
    const sure = aligned.filter(({ posterior }) => posterior > 0.99);
    expect(sure.map(({ first, word }) => [first, word])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it('is not sure which of two equal words the ink is, where one lacks ink', () => {
    const aligned = alignSpans(
      1,
      ['la', 'la'],
      [
        { first: 0, end: 1, word: 0, likelihood: -0.1 },
        { first: 0, end: 1, word: 1, likelihood: -0.1 },
      ],
    );
    expect(aligned.map(({ posterior }) => posterior)).toEqual([
      expect.closeTo(0.5, 1),
      expect.closeTo(0.5, 1),
    ]);
  });

  it('goes on beyond ink that is no word and words that run together', () => {
    const aligned = alignSpans(
      3,
      ['one', 'run', 'together', 'two'],
      [
        { first: 0, end: 1, word: 0, likelihood: -0.1 },
        { first: 2, end: 3, word: 3, likelihood: -0.1 },
      ],
    );
    expect(aligned.every(({ posterior }) => posterior > 0.95)).toBe(true);
  });
});
