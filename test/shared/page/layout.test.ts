import { describe, expect, it } from 'vitest';
import { blocksOf } from '../../../shared/page/blocks.ts';
import type { Box } from '../../../shared/geometry.ts';
import { layOut } from '../../../shared/page/layout.ts';
import { createRandom } from '../../../shared/random.ts';
import type { Shape } from '../../../shared/page/textLines.ts';
import { patient } from '../../support/patience.ts';

const letter = 12;
const height = 24;

/** The words of a text from a place: letters of one width, boxes as tight as handwriting has them. */
function written(x: number, y: number, text: string, scale = 1): Shape[] {
  return Array.from(text.matchAll(/\S+/gu), ({ 0: word, index }) => {
    const above = /[A-Z0-9bdfhklt(){}[\]/]/u.test(word) ? 0 : 0.37 * height;
    const below = /[gjpqy(){}[\],;/]/u.test(word) ? 0.3 * height : 0;
    const box: Box = [
      x + index * letter * scale,
      y + above * scale,
      word.length * letter * scale,
      (height - above + below) * scale,
    ];
    return { box, text: word };
  });
}

function lines(x: number, y: number, texts: readonly string[], lead = 40): Shape[] {
  return texts.flatMap((text, row) => written(x + letter * text.search(/\S/u), y + row * lead, text.trim()));
}

const textOf = (line: readonly Shape[]): string => line.map(({ text }) => text).join(' ');

/** The text of a page whose words were found in any order, line by line. */
function read(shapes: readonly Shape[]): string[] {
  return layOut(createRandom(7).shuffle(shapes), (shape) => shape).map(textOf);
}

/** The blocks of a page: their kinds, and their lines with their indents as blanks. */
function blocks(shapes: readonly Shape[], marks: readonly Box[] = []): [kind: string, ...lines: string[]][] {
  const laidOut = layOut(createRandom(7).shuffle(shapes), (shape) => shape);
  return blocksOf(laidOut, (shape) => shape, marks).map(({ kind, lines: members }) => [
    kind,
    ...members.map(({ words, indent }) => `${'  '.repeat(indent)}${textOf(words)}`),
  ]);
}

const prose = [
  'The survey was done once',
  'a year by all of us, and',
  'the data goes back to',
  'the year before last',
];

describe('layOut', () => {
  it('has no line where there is no word', () => {
    expect(read([])).toEqual([]);
  });

  const random = createRandom(3);
  // With every block or word compared with every other, these took 31 s, without an end, and 5 s.
  it.each([
    ['2,000 blocks all over the page', 2000, () => [random.integer(0, 60_000), random.integer(0, 60_000)]],
    ['10,000 blocks, each left of the one above', 10_000, (index) => [60 * (10_000 - index), 60 * index]],
    ['10,000 words in lines', 10_000, (index) => [60 * (index % 100), 40 * Math.floor(index / 100)]],
  ] satisfies readonly [string, number, (index: number) => [number, number]][])(
    'reads %s, each once',
    (_what, count, placeOf) => {
      const shapes = Array.from({ length: count }, (_, index): Shape => {
        return { box: [...placeOf(index), 40, 24], text: 'word' };
      });
      expect(new Set(layOut(shapes, (shape) => shape).flat()).size).toBe(count);
    },
    patient(3000),
  );

  it('reads two columns one after the other, although their lines stand side by side', () => {
    const notes = ['ask Ann about it', 'she has the keys', 'and the list', 'of all the rooms'];
    expect(read([...lines(40, 100, prose), ...lines(420, 118, notes)])).toEqual([...prose, ...notes]);
  });

  it('reads a red note in the margin apart from the text beside it', () => {
    const note = ['not yet!', 'see page two'];
    expect(read([...lines(40, 100, prose), ...lines(460, 152, note, 30)])).toEqual([...prose, ...note]);
  });

  it('reads a line with an arrow in it as one line, although a column begins where the arrow ends', () => {
    const left = ['current', 'forward', 'another'];
    const arrow = (y: number): Shape => ({ box: [134, y + 8, 50, 10], text: '', isMark: true });
    const shapes = left.flatMap((text, row) => {
      const y = 100 + 40 * row;
      return [...written(40, y, text), arrow(y), ...written(200, y, 'head of it')];
    });
    const below = written(200, 220, 'end of it');
    expect(read([...shapes, ...below])).toEqual([...left.map((text) => `${text} head of it`), 'end of it']);
  });

  it('reads a title above two columns first, also where it begins right of the left one', () => {
    const shapes = [...lines(40, 150, prose), ...lines(520, 150, prose), ...written(330, 60, 'All of it', 2)];
    expect(read(shapes)).toEqual(['All of it', ...prose, ...prose]);
  });

  it('puts a label in the margin before the line that it labels', () => {
    const steps = [
      ...lines(200, 100, prose),
      ...lines(200, 300, ['Repeat it until all', 'is done and checked']),
    ];
    const text = read([...steps, ...written(40, 102, 'Step 1'), ...written(40, 301, 'Step 2')]);
    expect(text).toEqual([
      `Step 1 ${prose[0] ?? ''}`,
      ...prose.slice(1),
      'Step 2 Repeat it until all',
      'is done and checked',
    ]);
  });

  it('reads sticky notes one by one', () => {
    const notes = [
      { x: 40, y: 100, texts: ['How can we', 'share keys', 'with others'] },
      { x: 300, y: 112, texts: ['Who owns', 'the data', 'after all'] },
      { x: 560, y: 90, texts: ['What if', 'one leaves', 'the group'] },
      { x: 50, y: 420, texts: ['Names must', 'be verified', 'by people'] },
    ];
    const shapes = notes.flatMap(({ x, y, texts }) => lines(x, y, texts, 34));
    const found = read(shapes).join('\n');
    for (const { texts } of notes) expect(found).toContain(texts.join('\n'));
  });

  it('follows lines that lean by more than their distance', () => {
    const lean = (shapes: readonly Shape[]): Shape[] =>
      shapes.map(({ box: [x, y, w, h], text }) => ({ box: [x, y - 0.22 * x, w, h], text }));
    const long = prose.map((text, row) => `${text} ${prose[(row + 1) % 4] ?? ''}`);
    expect(read(lean(lines(40, 300, long)))).toEqual(long);
  });
});

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
