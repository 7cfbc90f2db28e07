import { describe, expect, it } from 'vitest';
import { markdown } from '../../../main/page/note.ts';
import { correctionsIn } from '../../../main/page/noteEdits.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import { markdownText } from '../../../shared/page/markdown.ts';
import { textBlocks, type PlacedText } from '../../../shared/page/page.ts';

interface Written {
  readonly text: string;
  readonly at?: readonly [x: number, y: number];
  readonly height?: number;
}

/** Markdown of lines of writing, 20 pixels high and 30 apart unless they say otherwise. */
function markdownOf(lines: readonly Written[], name = 'notes.jpg', picture = 'pictures/notes.jpg'): string {
  const placed = lines.map(({ text, at: [left, top] = [10, 0], height = 20 }, index) =>
    text.split(' ').map((word, place) => {
      const y = top === 0 ? 10 + index * 30 : top;
      return { text: word, quad: quadOfBox([left + place * 60, y, 50, height]) };
    }),
  );
  return markdown({ ...photoOf(name), lines: placed, isReadable: true }, picture);
}

function photoOf(name: string) {
  const [path, sha256] = [`/photos/${name}`, 'a'.repeat(64)];
  return { photo: { name, path, sha256, takenAt: null, width: 800, height: 600 } };
}

function markdownLines(lines: readonly (readonly PlacedText[])[]): string[] {
  return markdownText(textBlocks({ lines })).split('\n');
}

function bodyOf(lines: readonly Written[]): string {
  return markdownOf(lines).split('(<pictures/notes.jpg>)\n\n')[1] ?? '';
}

describe('a photo as Markdown', () => {
  it('begins with front matter and its picture', () => {
    expect(markdownOf([{ text: 'hello' }], '1. "b"_c.jpg')).toBe(
      `---\ntitle: "1. \\"b\\"_c.jpg"\nsource: "/photos/1. \\"b\\"_c.jpg"\nsha256: "${'a'.repeat(64)}"\n---\n\n` +
        '![1. "b"\\_c.jpg](<pictures/notes.jpg>)\n\nhello\n',
    );
  });

  it.each(['lecture #3 100%.jpg', '#a#b#.jpg', 'x?y;z&w=1+2,@$.jpg', 'in [d] <e> (f).jpg'])(
    'links to the picture %s',
    (name) => {
      const link = /\]\(<(.*)>\)/u.exec(markdownOf([], 'a.jpg', `pictures/${name}`))?.[1] ?? '';
      expect(decodeURIComponent(new URL(link, 'file:///vault/').pathname)).toBe(`/vault/pictures/${name}`);
    },
  );

  it.each(['a\n# b', 'a\r\n# b', 'a \u2028 # b'])('keeps a word with a line feed in its line: %j', (text) => {
    expect(bodyOf([{ text }])).toBe('a # b\n');
  });

  it('has only front matter and the picture when nothing was read', () => {
    expect(markdownOf([]).endsWith('![notes.jpg](<pictures/notes.jpg>)\n')).toBe(true);
  });

  it('has large writing as headings, and each line as a line', () => {
    const lines = [
      { text: 'Sorting', height: 48 },
      { text: 'both lists', at: [10, 90] },
      { text: 'all of it', at: [10, 120] },
      { text: 'Merge Sort', at: [10, 180], height: 32 },
      { text: 'of both halves', at: [10, 230] },
    ] as const;
    expect(bodyOf(lines)).toBe('# Sorting\n\nboth lists  \nall of it\n\n## Merge Sort\n\nof both halves\n');
  });

  it('begins a paragraph after a gap and in another column', () => {
    const lines = [
      { text: 'a', at: [10, 10] },
      { text: 'b', at: [10, 40] },
      { text: 'c', at: [10, 150] },
      { text: 'd', at: [400, 10] },
    ] as const;
    expect(bodyOf(lines)).toBe('a  \nb\n\nc\n\nd\n');
  });

  it('has rows of cells as a table, whose words a person can correct in the note', () => {
    const rows = [
      ['name', 'price'],
      ['red|pears', '7'],
      ['grapes', ''],
      ['apples', '12'],
    ];
    const lines = rows.map((cells, row) =>
      cells.flatMap((text, column) =>
        text === '' ? [] : [{ text, quad: quadOfBox([10 + 200 * column, 10 + 40 * row, 90, 20]) }],
      ),
    );
    // A row with one word is no row of a table.
    expect(markdownLines(lines.slice(0, 2).concat(lines.slice(3)))).toEqual([
      '| name | price |',
      '| --- | --- |',
      String.raw`| red\|pears | 7 |`,
      '| apples | 12 |',
    ]);
    const page = { ...photoOf('a.jpg'), lines: lines.slice(0, 2).concat(lines.slice(3)), isReadable: true };
    const base = markdown(page, 'a.jpg');
    const { corrections } = correctionsIn(page, base, base.replace('| 7 |', '| 70 |'));
    expect(corrections.map(({ word, text }) => [word.text, text])).toEqual([['7', '70']]);
    expect(correctionsIn(page, base, base.replace('| 7 |', '| 7 | 8 |')).corrections).toEqual([]);
  });

  it('has none where more lines are changed than can be compared', () => {
    const correctedOf = (count: number): number => {
      const lines = Array.from({ length: count }, (_, row) =>
        ['line', `n${row}`, 'is', 'here'].map((text, at) => ({
          text,
          quad: quadOfBox([10 + 60 * at, 10 + 30 * row, 50, 20]),
        })),
      );
      const page = { ...photoOf('a.jpg'), lines, isReadable: true };
      const base = markdown(page, 'a.jpg');
      return correctionsIn(page, base, base.replaceAll(/line (n\d+) is here/gu, 'line $1 was here\nown'))
        .corrections.length;
    };
    expect(correctedOf(20)).toBe(20);
    expect(correctedOf(200)).toBe(0);
  });

  it.each([
    ['a line below', ['call Hanna today', 'remark', 'buy milk and bread'], ['Hanna']],
    ['lines around both', ['own', 'call Hanna today', 'call', 'buy milk and beer', 'own'], ['Hanna', 'beer']],
    ['a line of the same kind', ['call Hanna today', 'call Emma today', 'buy milk and bread'], ['Hanna']],
    ['a line for one that is gone', ['remark', 'call Hanna today'], ['Hanna']],
    ['a line for a longer one', ['call Anna today please', 'call Emma today', 'buy milk and bread'], []],
    ['two lines as near', ['call Hanna today', 'call Annas today', 'buy milk and bread'], []],
    [
      'a line in the place of one that has moved',
      ['call Emma today', 'buy milk and bread', 'call Anna today'],
      [],
    ],
    ['other lines', ['wash up today', 'go home', 'read milk labels slowly'], []],
    ['the words in another order', ['today Anna call', 'remark', 'buy milk and bread'], []],
    ['changed lines in another order', ['buy milk and beer', 'call Hanna today', 'own'], []],
  ])('has words that a person can correct, beside %s', (_of, written, corrected) => {
    const lines = [{ text: 'call Anna today' }, { text: 'buy milk and bread' }].map(({ text }, row) =>
      text
        .split(' ')
        .map((word, at) => ({ text: word, quad: quadOfBox([10 + 60 * at, 10 + 30 * row, 50, 20]) })),
    );
    const page = { ...photoOf('a.jpg'), lines, isReadable: true };
    const base = markdown(page, 'a.jpg');
    const [first, second] = ['call Anna today  \n', 'buy milk and bread'];
    expect(base).toContain(`${first}${second}`);
    const { corrections } = correctionsIn(
      page,
      base,
      base.replace(`${first}${second}`, written.join('  \n')),
    );
    expect(corrections.map(({ text }) => text)).toEqual(corrected);
  });

  it('has bullets and numbers as lists', () => {
    const lines = [{ text: '• first' }, { text: '- second' }, { text: '1. one' }, { text: '2) two' }];
    expect(bodyOf(lines)).toBe('- first\n- second\n1. one\n2. two\n');
  });

  it('goes on with an item on its next line', () => {
    const lines = [
      { text: '- first of all', at: [10, 10] },
      { text: 'things to do', at: [40, 40] },
      { text: '- the last', at: [10, 70] },
    ] as const;
    expect(bodyOf(lines)).toBe('- first of all  \n  things to do\n- the last\n');
  });

  it('has code between fences, as it was written, with its indents', () => {
    const lines = [
      { text: 'for (n of list) {', at: [10, 10] },
      { text: 'total[n] += *n;', at: [70, 40] },
      { text: '}', at: [10, 70] },
    ] as const;
    expect(bodyOf(lines)).toBe('```\nfor (n of list) {\n    total[n] += *n;\n}\n```\n');
  });

  it('has bullets that hold no text as a list', () => {
    const photo = { name: 'a.jpg', path: '/a.jpg', sha256: '', takenAt: null, width: 800, height: 600 };
    const lines = ['first thing', 'the last'].map((text, row) => [
      { text, quad: quadOfBox([60, 10 + 30 * row, 90, 20]) },
    ]);
    const marks = [0, 1].map((row) => [40, 18 + 30 * row, 6, 6] as const);
    const written = markdown({ photo, lines, marks, isReadable: true }, 'a.jpg');
    expect(written).toContain('- first thing\n- the last\n');
  });

  it.each([
    ['#include', '\\#include'],
    ['a*b*c', 'a\\*b\\*c'],
    ['arr[i]', 'arr\\[i\\]'],
    ['<b>', '\\<b\\>'],
    ['1968.', '1968\\.'],
    ['x == $5', 'x \\=\\= \\$5'],
    ['+1', '\\+1'],
  ])('shows %s as it was written', (written, expected) => {
    const lines = [{ text: 'both of them' }, { text: 'and the last' }, { text: written }];
    expect(bodyOf(lines)).toBe(`both of them  \nand the last  \n${expected}\n`);
  });
});
