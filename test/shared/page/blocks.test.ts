import { describe, expect, it } from 'vitest';
import { blocksOf } from '../../../shared/page/blocks.ts';
import { mirrorQuad, quadOfBox, type Box } from '../../../shared/geometry.ts';
import { textBlocks, textOfWords } from '../../../shared/page/page.ts';
import { layOut } from '../../../shared/page/layout.ts';
import { createRandom } from '../../../shared/random.ts';
import type { Shape } from '../../../shared/page/textLines.ts';
import { blocks, lines, prose, textOf, written } from '../../support/shapes.ts';

describe('blocksOf', () => {
  it('finds a heading, the text below it and a list with bullets', () => {
    const bullets = [0, 1, 2].map((row): Box => [66, 330 + 40 * row, 8, 6]);
    const shapes = [
      ...written(40, 40, 'Problem Domain', 1.5),
      ...lines(40, 110, prose),
      ...lines(90, 320, ['take in a list', 'turn it round', 'give it back']),
    ];
    expect(blocks(shapes, bullets)).toEqual([
      ['heading', 'Problem Domain'],
      ['text', ...prose],
      ['list', 'take in a list', 'turn it round', 'give it back'],
    ]);
  });

  it('finds a heading that is no larger than the text, because it is underlined', () => {
    const shapes = [...written(40, 40, 'Problem Domain'), ...lines(40, 130, prose)];
    const underlined = shapes.map((shape, index) => ({ ...shape, underlined: index < 2 }));
    expect(blocks(shapes)[0]?.[0]).not.toBe('heading');
    expect(blocks(underlined)[0]).toEqual(['heading', 'Problem Domain']);
  });

  it('finds a table by the free spaces between its columns, and which of its cells are empty', () => {
    const rows = ['name    price  stock', 'apples  12     many', 'pears          few', 'grapes  30'];
    const laidOut = rows.map((text, row) => written(40, 100 + 60 * row, text));
    const [table, ...others] = blocksOf(laidOut, (shape) => shape);
    expect(others).toEqual([]);
    expect(table?.kind).toBe('table');
    expect(table?.lines.map(({ cells }) => cells.map(textOf))).toEqual([
      ['name', 'price', 'stock'],
      ['apples', '12', 'many'],
      ['pears', '', 'few'],
      ['grapes', '30', ''],
    ]);
  });

  it('has the columns of a mirrored photo in the order in which they are written', () => {
    const lines = ['name    price  stock', 'apples  12     many', 'pears          few'].map((text, row) =>
      written(40, 100 + 60 * row, text).map((word) => ({
        text: word.text,
        quad: mirrorQuad(quadOfBox(word.box), { width: 900 }),
      })),
    );
    const [table] = textBlocks({ lines });
    expect(table?.kind).toBe('table');
    expect(table?.lines.at(-1)?.cells.map(textOfWords)).toEqual(['pears', '', 'few']);
  });

  it('takes neither prose, nor code, nor two lines with a gap in each for a table', () => {
    const texts = [
      prose,
      ['a = 1;     b = 2;', 'c = 3;     d = 4;', 'e = 5;     f = 6;'],
      ['in     out', 'one    two'],
    ];
    const kinds = texts.map((some) =>
      blocksOf(
        some.map((text, row) => written(40, 100 + 40 * row, text)),
        (shape) => shape,
      ).map(({ kind }) => kind),
    );
    expect(kinds.flat()).not.toContain('table');
  });

  it('finds a list by numbers that follow each other, with the lines that go on with an item', () => {
    const shapes = lines(40, 100, ['1 make a list', '  of all words', '2 sort it', '3 print it']);
    const laidOut = layOut(shapes, (shape) => shape);
    const [list] = blocksOf(laidOut, (shape) => shape);
    expect(list?.lines.map(({ kind }) => kind)).toEqual(['item', 'text', 'item', 'item']);
  });

  it('ends a list where a line begins at the edge of its bullets, and keeps the lines of an item', () => {
    const texts = ['- fix the lamp in', '   the garden', '- buy tea', 'call Anna today', 'or Tom', '- eggs'];
    expect(blocks(lines(40, 100, texts))).toEqual([
      ['list', '- fix the lamp in', 'the garden', '- buy tea'],
      ['text', 'call Anna today', 'or Tom'],
      ['list', '- eggs'],
    ]);
    const bullets = [0, 1].map((row): Box => [40, 112 + 40 * row, 8, 6]);
    const shapes = [...lines(66, 100, ['milk', 'bread']), ...lines(44, 180, ['then go home'])];
    expect(blocks(shapes, bullets)).toEqual([
      ['list', 'milk', 'bread'],
      ['text', 'then go home'],
    ]);
    const numbered = ['1. open the door', '2. close it', '   and lock it', 'then go home'];
    expect(blocks(lines(40, 100, numbered))).toEqual([
      ['list', '1. open the door', '2. close it', 'and lock it'],
      ['text', 'then go home'],
    ]);
  });

  it('keeps a list together whose items go on below their bullets', () => {
    const texts = [
      '- fix the old lamp in',
      'the garden',
      '- buy tea',
      '- paint the back door',
      'in red',
      '- eat',
    ];
    expect(blocks(lines(40, 100, texts))).toEqual([['list', ...texts]]);
  });

  it('finds a table of prices without lines, and no code and no list in it', () => {
    const rows = ['bread    2.40', 'milk     1.15', 'apples   3.05'];
    expect(blocks(lines(40, 100, rows))[0]?.[0]).toBe('table');
    expect(blocks(lines(40, 100, ['1.   bread', '2.   milk', '3.   apples']))[0]?.[0]).toBe('list');
  });

  it('takes no sign that stands alone for an item', () => {
    expect(blocks(lines(40, 100, ['•']))).toEqual([['text', '•']]);
    expect(blocks(lines(40, 100, ['- eggs', '-', '- milk']))).toEqual([['list', '- eggs', '-', '- milk']]);
    const [list] = blocksOf(
      layOut(lines(40, 100, ['- eggs', '-', '- milk']), (shape) => shape),
      (shape) => shape,
    );
    expect(list?.lines.map(({ kind }) => kind)).toEqual(['item', 'text', 'item']);
  });

  it('keeps the indents of code', () => {
    const code = [
      'function sum(list) {',
      '   let total = 0;',
      '   for (n of list) {',
      '      total += n;',
      '   }',
      '   return total;',
    ];
    expect(blocks(lines(40, 100, code))).toEqual([
      [
        'code',
        'function sum(list) {',
        '  let total = 0;',
        '  for (n of list) {',
        '    total += n;',
        '  }',
        '  return total;',
      ],
    ]);
  });

  it('keeps the order that a person gave the lines, and begins a block where it jumps', () => {
    const laidOut = layOut(lines(40, 100, prose), (shape) => shape);
    const moved = [laidOut[2], laidOut[0], laidOut[1]].flatMap((line) => (line === undefined ? [] : [line]));
    const found = blocksOf(moved, (shape) => shape).map(({ lines: members }) =>
      members.map(({ words }) => textOf(words)),
    );
    expect(found).toEqual([[prose[2]], [prose[0], prose[1]]]);
  });

  it('has every word once, whatever the layout', () => {
    const random = createRandom(5);
    const shapes = Array.from({ length: 120 }, (): Shape => {
      const box: Box = [
        random.between(0, 900),
        random.between(0, 600),
        random.between(5, 120),
        random.between(8, 50),
      ];
      return { box, text: random.next() < 0.5 ? '' : 'word' };
    });
    const laidOut = layOut(shapes, (shape) => shape);
    const found = blocksOf(laidOut, (shape) => shape).flatMap(({ lines: members }) =>
      members.flatMap(({ words }) => words),
    );
    expect(found).toHaveLength(shapes.length);
    expect(new Set(found)).toEqual(new Set(shapes));
  });
});
