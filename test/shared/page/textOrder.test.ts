import { expect, it } from 'vitest';
import { inTextOrder } from '../../../shared/page/textOrder.ts';
import type { ReadWord } from '../../../shared/contract/word.ts';
import { boxOfQuad, quadOfBox, type Box, type Quad } from '../../../shared/geometry.ts';

function word(text: string, place: Box | Quad, line: number): ReadWord {
  const quad = typeof place[0] === 'number' ? quadOfBox(place as Box) : (place as Quad);
  return { text, quad, box: boxOfQuad(quad), line, confidence: 0.9, alternatives: [] };
}

const textOf = ({ words }: ReturnType<typeof inTextOrder>): string[][] => {
  const lines: string[][] = [];
  for (const { line, text } of words) (lines[line] ??= []).push(text);
  return lines;
};

it('words are put into lines again when they are read, whatever line they were found in', () => {
  const words = [
    word('second', [10, 60, 80, 22], 0),
    word('line', [100, 60, 50, 22], 1),
    word('first', [10, 20, 60, 22], 2),
    word('one', [80, 28, 50, 14], 3),
  ];
  expect(textOf(inTextOrder({ words, notText: [] }))).toEqual([
    ['first', 'one'],
    ['second', 'line'],
  ]);
});

it('a line that leans stays as it was read', () => {
  const upwards = (text: string, bottom: number): ReadWord => {
    const quad: Quad = [
      [300, bottom],
      [300, bottom - 60],
      [322, bottom - 60],
      [322, bottom],
    ];
    return word(text, quad, 1);
  };
  const words = [
    word('level', [10, 100, 60, 22], 0),
    word('words', [80, 100, 60, 22], 0),
    upwards('reads', 220),
    upwards('up', 150),
  ];
  expect(textOf(inTextOrder({ words, notText: [] }))).toEqual([
    ['level', 'words'],
    ['reads', 'up'],
  ]);
});

it('a box without text has the place beside its line, before the word that follows', () => {
  const words = [word('Step', [40, 20, 60, 22], 0), word('next', [200, 20, 60, 22], 0)];
  const arrow = { ...word('->', [120, 26, 50, 10], 5), before: 2 };
  expect(inTextOrder({ words, notText: [arrow] }).notText).toMatchObject([{ line: 0, before: 1 }]);
});
