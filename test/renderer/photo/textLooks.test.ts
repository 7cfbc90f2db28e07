import { expect, it } from 'vitest';
import { looksOf } from '../../../renderer/photo/textLooks.ts';
import { quadOfBox, type Box } from '../../../shared/geometry.ts';
import { textBlocks, type PlacedText } from '../../../shared/page/page.ts';

/** A line of words of 10 pixels a letter. */
function line(x: number, y: number, text: string, height = 20): PlacedText[] {
  let left = x;
  return text.split(' ').map((word) => {
    const box: Box = [left, y, 10 * word.length, height];
    left += 10 * word.length + 10;
    return { text: word, quad: quadOfBox(box) };
  });
}

it('lines look like the headings, items and code that they are, and blocks stand apart', () => {
  const marks = [0, 1].map((row): Box => [66, 327 + 40 * row, 8, 6]);
  const lines = [
    line(40, 40, 'Problem Domain', 34),
    line(40, 120, 'we need a list that is'),
    line(40, 160, 'turned round in place'),
    line(90, 320, 'take in a list'),
    line(90, 360, 'give it back'),
    line(40, 500, 'function sum(list) {'),
    line(80, 540, 'let total = 0;'),
    line(320, 580, 'total += n;'),
  ];
  expect(looksOf(textBlocks({ lines, marks }))).toEqual([
    'is-heading is-first',
    'is-text is-first',
    'is-text',
    'is-item is-first is-bulleted',
    'is-item is-bulleted',
    'is-code is-first',
    'is-code indent-1',
    'is-code is-first',
  ]);
});

it('a bullet or a number that was read is not drawn again', () => {
  const lines = [
    line(40, 40, '- eggs'),
    line(40, 80, '- milk'),
    line(40, 300, '1 make a list'),
    line(40, 340, '2 sort it'),
  ];
  expect(looksOf(textBlocks({ lines }))).toEqual([
    'is-item is-first',
    'is-item',
    'is-item is-first',
    'is-item',
  ]);
});
