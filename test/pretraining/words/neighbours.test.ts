import { expect, it } from 'vitest';
import { neighboursOf } from '../../../pretraining/words/neighbours.ts';
import type { Box } from '../../../shared/geometry.ts';

function textsOf(words: readonly (readonly [text: string, box: Box])[]) {
  const page = { page: 'a.jpg', path: 'a.jpg', hand: 'a', ignore: [] };
  const found = neighboursOf({ ...page, words: words.map(([text, box]) => ({ text, box })) });
  return found.words.map(({ text, box }) => [text, box]);
}

it('joins two and three words in a row, within one box', () => {
  const row = textsOf([
    ['the', [10, 20, 30, 20]],
    ['next', [50, 16, 40, 24]],
    ['node', [100, 20, 40, 22]],
  ]);
  expect(row).toEqual([
    ['the next', [10, 16, 80, 24]],
    ['the next node', [10, 16, 130, 26]],
    ['next node', [50, 16, 90, 26]],
  ]);
});

it('joins no words that are far apart, on other lines or within each other', () => {
  const first = ['head', [10, 20, 40, 20]] as const;
  expect(textsOf([first, ['far', [70, 20, 30, 20]]])).toEqual([]);
  expect(textsOf([first, ['below', [55, 34, 30, 20]]])).toEqual([]);
  expect(textsOf([first, ['ea', [20, 20, 20, 20]]])).toEqual([]);
});
