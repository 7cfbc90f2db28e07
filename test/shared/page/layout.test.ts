import { describe, expect, it } from 'vitest';
import { layOut } from '../../../shared/page/layout.ts';
import { createRandom } from '../../../shared/random.ts';
import { mirrorQuad, quadOfBox } from '../../../shared/geometry.ts';
import { shapesOn, type Shape } from '../../../shared/page/textLines.ts';
import { patient } from '../../support/patience.ts';
import { lines, prose, read, written } from '../../support/shapes.ts';

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

  it('reads a mirrored photo from its right side on', () => {
    const notes = ['ask Ann about it', 'she has the keys', 'and the list', 'of all the rooms'];
    const words = [...lines(40, 100, prose), ...lines(420, 118, notes)].map((word) => ({
      text: word.text,
      quad: mirrorQuad(quadOfBox(word.box), { width: 900 }),
    }));
    const texts = layOut(words, shapesOn(words)).map((line) => line.map(({ text }) => text).join(' '));
    expect(texts).toEqual([...prose, ...notes]);
  });

  it('reads two columns one after the other, although their lines stand side by side', () => {
    const notes = ['ask Ann about it', 'she has the keys', 'and the list', 'of all the rooms'];
    expect(read([...lines(40, 100, prose), ...lines(420, 118, notes)])).toEqual([...prose, ...notes]);
  });

  it.each([
    ['prices', ['bread', 'milk', 'apples', 'total'], ['2.40', '1.15', '€ 3', '6.60']],
    ['scores, right-aligned', ['Anna', 'Tom', 'Maria'], ['  12', '   7', ' 131']],
    ['amounts with units', ['flour', 'milk', 'eggs'], ['250 g', '1/2 l', '3']],
    ['times on the left', ['9:00', '9:30', '10:15'], ['welcome to all', 'talk by Anna', 'break']],
    ['dates', ['3 May', '12 May', 'June 1st'], ['dentist', 'meet Tom', 'party at home']],
    ['days', ['Montag', 'Di', 'Freitag'], ['Schwimmen', 'Laufen', 'Pause']],
    ['pages behind dots', ['River .........', 'The bridge ....'], ['3', '12']],
    ['answers that repeat', ['Anna', 'Tom', 'Maria'], ['yes', 'no', 'yes']],
    ['names of who does it', ['fix the lamp', 'buy paint', 'call the shop'], ['Anna', 'Tom', 'Ben']],
    ['names and what they have', ['Anna', 'Tom', 'Maria'], ['red', 'blue', 'green']],
    ['terms', ['osmosis -', 'cell -', 'gene -'], ['water goes through', 'smallest part', 'part of a plan']],
    ['a title above each side', ['Item', 'bread', 'milk'], ['Price', '2.40', '1.15']],
  ])('reads %s in rows, also where lines slant', (_what, left, right) => {
    const rows = left.map((text, row) => `${text} ${right[row]?.trim() ?? ''}`);
    for (const [x, slope] of [
      [320, 0],
      [900, 0.02],
    ] as const) {
      const shapes = [...lines(40, 100, left), ...lines(x, 100 + slope * x, right)];
      expect(read(shapes)).toEqual(rows);
    }
  });

  it('reads words beside rows that end with a number as the last column of a table', () => {
    const columns = [
      ['Name', 'Anna', 'Peter', 'Marie'],
      ['Age', '34', '51', '28'],
      ['City', 'Berlin', 'Paris', 'Rome'],
    ];
    const shapes = columns.flatMap((texts, column) => lines(40 + 260 * column, 100, texts));
    expect(read(shapes)).toEqual(['Name Age City', 'Anna 34 Berlin', 'Peter 51 Paris', 'Marie 28 Rome']);
  });

  it('reads three lists in columns, although one has names', () => {
    const lists = [
      ['milk', 'bread', 'eggs'],
      ['lamp', 'paint', 'nails'],
      ['Anna', 'Tom', 'Maria'],
    ];
    expect(read(lists.flatMap((list, column) => lines(40 + 300 * column, 100, list)))).toEqual(lists.flat());
  });

  it('reads rows of three cells, also where some are empty', () => {
    const [names, counts, prices] = [
      ['bread', 'milk', 'apples', 'jam'],
      ['2', '1', '6', '4'],
      ['4.80', '1.15'],
    ];
    const shapes = [...lines(40, 100, names), ...lines(300, 100, counts), ...lines(500, 100, prices)];
    expect(read(shapes)).toEqual(['bread 2 4.80', 'milk 1 1.15', 'apples 6', 'jam 4']);
  });

  it.each([
    ['two lists of words', ['Pros', 'cheap', 'fast', 'easy'], ['Cons', 'slow', 'noisy', 'heavy']],
    ['two numbered lists', ['1. milk', '2. bread', '3. eggs'], ['4. tea', '5. jam', '6. oil']],
    ['words that are no days', ['so', 'do', 'di'], ['buy lamp', 'red', 'find nails']],
    ['two lists of names', ['Anna', 'Tom', 'Maria'], ['Ben', 'Kim', 'Lou']],
    ['a list beside prose', ['milk', 'bread', 'eggs', 'tea'], prose],
    ['sums beside prose', prose, ['12', '27', '4', '43']],
    ['two lists of sums', ['2 + 3 = 5', '4 + 5 = 9', '7 + 2 = 9'], ['3 + 3 = 6', '8 + 5 = 13', '1 + 2 = 3']],
    ['code beside numbers', ['let a = 1;', 'add(a);', 'let b = 2;'], ['12', '27', '4']],
  ])('reads %s in columns, although they stand at the same heights', (_what, left, right) => {
    expect(read([...lines(40, 100, left), ...lines(500, 100, right)])).toEqual([...left, ...right]);
  });

  it.each([
    ['dashes', ['- milk', '- bread', '- eggs']],
    ['numbers', ['4. milk', '5. bread', '6. eggs']],
  ])('reads lists with %s in columns that stand near each other', (_what, right) => {
    const left = ['1. make it', '2. sort it', '3. copy it'];
    const dash = ({ box: [x, y, w], text }: Shape): Shape => ({ box: [x, y + 14, w, 3], text });
    const shapes = [...lines(40, 100, left), ...lines(228, 100, right)];
    expect(read(shapes.map((shape) => (shape.text === '-' ? dash(shape) : shape)))).toEqual([
      ...left,
      ...right,
    ]);
  });

  it('reads two lists in columns if a bullet stands before each word', () => {
    const [left, right] = [
      ['fix the lamp', 'buy red paint', 'call the shop'],
      ['Anna', 'Tom', 'Ben'],
    ];
    const shapes = [...lines(40, 100, left), ...lines(420, 100, right)];
    const bullets = right.map((_, row): Shape => {
      return { box: [396, 112 + 40 * row, 8, 6], text: '', isMark: true };
    });
    expect(read(shapes)).toHaveLength(3);
    expect(read([...shapes, ...bullets])).toEqual([...left, ...right]);
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

  it('reads a title above columns first if it is no larger, but stands away and at no edge of theirs', () => {
    const columns = [...lines(40, 150, prose), ...lines(520, 150, prose)];
    expect(read([...columns, ...written(600, 60, 'All of it')])).toEqual(['All of it', ...prose, ...prose]);
    expect(read([...columns, ...written(520, 60, 'Right')])).toEqual([...prose, 'Right', ...prose]);
  });

  it('reads the three columns of a board from the left, although the last one begins highest', () => {
    const [todo, doing, done] = [
      ['To do', 'fix the lamp', 'call Ben'],
      ['Doing', 'paint it'],
      ['Done', 'clean'],
    ];
    const shapes = [...lines(40, 120, todo), ...lines(400, 110, doing), ...lines(760, 60, done)];
    expect(read(shapes)).toEqual([...todo, ...doing, ...done]);
  });

  it('reads the items of a numbered list by their numbers, across or down', () => {
    const [left, right] = [
      ['1. make a list', '   of words', '4. send it'],
      ['2. sort it', '   twice', '3. print it'],
    ];
    const items = ['1. make a list', 'of words', '2. sort it', 'twice', '3. print it', '4. send it'];
    expect(read([...lines(40, 100, left), ...lines(420, 100, right)])).toEqual(items);
    const twoLists = [
      ['1. make a list', '3. send it'],
      ['2. sort it', '3. print it'],
    ];
    const shapes = twoLists.flatMap((list, column) => lines(40 + 380 * column, 100, list));
    expect(read(shapes)).toEqual(twoLists.flat());
  });

  it('keeps code in order whose lines begin far right of the flush ones', () => {
    const code = [
      'def f(x):',
      '               return x',
      'def g(x):',
      '               return 2',
      'print(f(1))',
    ];
    expect(read(lines(40, 100, code))).toEqual(code.map((line) => line.trim()));
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
