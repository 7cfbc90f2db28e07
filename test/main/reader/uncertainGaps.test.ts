import { expect, it } from 'vitest';
import type { FoundWord, FoundWords } from '../../../main/reader/detectWords.ts';
import { decideGaps, possibleWords } from '../../../main/reader/readBoxes.ts';
import type { ViewedWord } from '../../../main/reader/viewedWord.ts';
import { quadOfBox } from '../../../shared/geometry.ts';

function wordAt(x: number, width: number): FoundWord {
  const box = [x, 0, width, 20] as const;
  return { box: [...box], quad: quadOfBox([...box]), line: 0, score: 0.9 };
}

const [first, second, third, last] = [wordAt(0, 20), wordAt(25, 20), wordAt(50, 20), wordAt(90, 40)];
const [firstTwo, lastTwo, all] = [wordAt(0, 45), wordAt(25, 45), wordAt(0, 70)];
/** The detector takes the first two parts for one word and the third for another, but is not sure. */
const found: FoundWords = {
  words: [firstTwo, third, last],
  runs: [{ first: 0, gaps: [0.5, -0.5], words: [[first, firstTwo, all], [second, lastTwo], [third]] }],
  directions: [],
};

/** The words that remain where some are read with these scores, and the others with -20. */
function decided(scores: ReadonlyMap<FoundWord, number>): readonly FoundWord[] {
  const viewed = possibleWords(found).map((word, index): ViewedWord => {
    const candidate = { letters: [1], lattice: scores.get(word) ?? -20, guide: 0 };
    return { index, views: [], candidates: [candidate], alternatives: [] };
  });
  const { words, viewed: kept } = decideGaps(found, viewed);
  expect(kept.map(({ index }) => index)).toEqual([...words.keys()]);
  return words;
}

it('asks for every word that may be one, once', () => {
  const possible = possibleWords(found);
  expect(possible).toHaveLength(7);
  expect(new Set(possible)).toEqual(new Set([first, second, third, last, firstTwo, lastTwo, all]));
});

it('joins or parts words as they read best, and leaves the others as they are', () => {
  expect(decided(new Map([[all, -4]]))).toEqual([all, last]);
  expect(
    decided(
      new Map([
        [first, -3],
        [second, -3],
        [third, -3],
      ]),
    ),
  ).toEqual([first, second, third, last]);
  expect(
    decided(
      new Map([
        [first, -3],
        [lastTwo, -3],
      ]),
    ),
  ).toEqual([first, lastTwo, last]);
});

it('keeps what the detector says where readings say as much of one as of the other', () => {
  const scores = new Map([
    [first, -4],
    [second, -4],
    [third, -4],
    [firstTwo, -8],
    [lastTwo, -8],
    [all, -12],
  ]);
  expect(decided(scores)).toEqual([firstTwo, third, last]);
});
