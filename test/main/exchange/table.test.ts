import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRow, openTable, type Row, type TableKind } from '../../../main/exchange/table/table.ts';
import { folderOf } from '../../support/exchange.ts';
import { awkwardText } from '../../support/pageSamples.ts';

async function tableOf(
  content: string,
  kind: TableKind,
): Promise<{ columns: readonly string[]; rows: Row[] }> {
  const table = await openTable(
    join(folderOf({ table: content }), 'table'),
    kind,
    new AbortController().signal,
  );
  const rows: Row[] = [];
  for await (const row of table.rows) rows.push(row);
  return { columns: table.columns, rows };
}

describe('a CSV table', () => {
  it('returns any cells that were written', async () => {
    const cells = fc.array(
      fc.tuple(
        awkwardText,
        fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', ';', 'a', ' ') }),
        awkwardText,
      ),
    );
    await fc.assert(
      fc.asyncProperty(cells, async (rows) => {
        const text = [['a', 'b', 'c'], ...rows].map((row) => formatRow('csv', row)).join('');
        const found = await tableOf(text, 'csv');
        const isBlank = (cell: string): boolean => cell.trim() === '';
        expect(found.rows.map((row) => row.cells)).toEqual(rows.filter((row) => !row.every(isBlank)));
      }),
      { numRuns: 60 },
    );
  });

  it('may be separated by semicolons and have plain line feeds', async () => {
    const { columns, rows } = await tableOf('page;text\n1.jpg;"a;b"\n2.jpg;c,d\n', 'csv');
    expect(columns).toEqual(['page', 'text']);
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['1.jpg', 'a;b'],
      ['2.jpg', 'c,d'],
    ]);
  });

  it('reports invalid rows, and continues after them', async () => {
    const { rows } = await tableOf('a,b\n1,2\n1\n1,"x"y\n1,a"b\n1,2,3\n"1\n2",3\n', 'csv');
    expect(rows.map(({ line, problem }) => [line, problem])).toEqual([
      [2, null],
      [3, null],
      [4, '"y" follows a closing quote; expected the next cell.'],
      [5, 'the unquoted cell "a\\"b" contains a quote. Quote the cell and double its quotes.'],
      [6, 'the row has 3 cells, but the table has 2 columns.'],
      [7, null],
    ]);
  });

  it('with a quote that has no end reports where it starts', async () => {
    const { rows } = await tableOf(`a,b\n1,2\n1,"open\n${'x\n'.repeat(1000)}`, 'csv');
    expect(rows.map(({ line, problem }) => [line, problem])).toEqual([
      [2, null],
      [3, 'a quote starts here and never ends.'],
    ]);
  });

  it('reads a cell of many lines in linear time', async () => {
    const { rows } = await tableOf(`a,b\n1,"${'x\n'.repeat(100_000)}"\n`, 'csv');
    expect(rows[0]?.cells[1]).toHaveLength(200_000);
  });

  it('reads a first line of many names in linear time', async () => {
    const names = Array.from({ length: 200_000 }, (_, index) => `c${index}`);
    expect((await tableOf(`${names.join(',')}\n`, 'csv')).columns).toHaveLength(200_000);
  });

  it('without a line of names, or with a repeated name, is refused', async () => {
    await expect(tableOf('', 'csv')).rejects.toThrow('line 1: the file is empty');
    await expect(tableOf('\n1,2\n', 'csv')).rejects.toThrow('line 1: the first line is empty');
    await expect(tableOf('a,b,a\n', 'csv')).rejects.toThrow('line 1: the column "a" occurs twice');
  });
});

describe('a TSV table', () => {
  it('takes cells literally, including quotes and backslashes', async () => {
    const { rows } = await tableOf('page\ttext\n1.jpg\t"next",\r\n2.jpg\t\\n"\n', 'tsv');
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['1.jpg', '"next",'],
      ['2.jpg', '\\n"'],
    ]);
  });

  it.each([
    [
      '1.jpg\t"two\nlines"\n2.jpg\tb',
      [
        ['1.jpg', 'two\nlines'],
        ['2.jpg', 'b'],
      ],
    ],
    [
      '1.jpg\t"two\r\nlines"\r\n2.jpg\tb\r\n',
      [
        ['1.jpg', 'two\r\nlines'],
        ['2.jpg', 'b'],
      ],
    ],
    ['1.jpg\t"a\tb"\n', [['1.jpg', 'a\tb']]],
    [
      '1.jpg\t"say ""hi\tthere""\n\nand ""go"""\n2.jpg\t""""',
      [
        ['1.jpg', 'say "hi\tthere"\n\nand "go"'],
        ['2.jpg', '"'],
      ],
    ],
    ['"in\ttwo\nmore\tlines.jpg"\ta\n', [['in\ttwo\nmore\tlines.jpg', 'a']]],
    // Quotes of a plain table: joined, rows would be lost.
    [
      '1.jpg\t"Hello\n2.jpg\tworld"\n',
      [
        ['1.jpg', '"Hello'],
        ['2.jpg', 'world"'],
      ],
    ],
    [
      '1.jpg\t"\n\n2.jpg\tb\n3.jpg\t"\n',
      [
        ['1.jpg', '"'],
        ['2.jpg', 'b'],
        ['3.jpg', '"'],
      ],
    ],
    [
      '1.jpg\t"open\nb.jpg\n',
      [
        ['1.jpg', '"open'],
        ['b.jpg', ''],
      ],
    ],
    [
      '1.jpg\t"a" or\n2.jpg\t"b\n',
      [
        ['1.jpg', '"a" or'],
        ['2.jpg', '"b'],
      ],
    ],
  ])('has tabs and lines in quotes where a row has its columns only so: %j', async (rows, expected) => {
    const found = await tableOf(`file\ttext\n${rows}`, 'tsv');
    expect(found.rows.map(({ cells }) => cells)).toEqual(expected);
  });

  it('has the cells that a spreadsheet writes, and those of a plain table, whatever they begin with', async () => {
    const cell = (signs: string): fc.Arbitrary<string> =>
      fc.string({ unit: fc.constantFrom(...Array.from(signs)), minLength: 1 });
    const quotedCell = fc.oneof(cell('a "\n'), cell('a "\t'), cell('a\n'));
    const asSpreadsheet = (text: string): string =>
      /["\t\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const cases = [
      [quotedCell, asSpreadsheet],
      [cell('a "').filter((text) => !/^".*"$/u.test(text)), (text: string): string => text],
    ] as const;
    for (const [arbitrary, write] of cases) {
      const row = fc.tuple(fc.constant('1.jpg'), arbitrary, arbitrary);
      await fc.assert(
        fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 6 }), async (rows) => {
          const lines = [['file', 'text', 'note'], ...rows].map((each) => each.map(write).join('\t'));
          const found = await tableOf(lines.join('\n'), 'tsv');
          expect(found.rows.map(({ cells }) => cells)).toEqual(rows);
        }),
        { numRuns: 100 },
      );
    }
  });

  it('with a quote in every row is read in linear time', async () => {
    const rows = Array.from({ length: 20_000 }, (_row, index) => `${index}.jpg\t"`);
    const found = await tableOf(`file\ttext\n${rows.join('\n')}`, 'tsv');
    expect(found.rows).toHaveLength(rows.length);
    expect(found.rows.every(({ cells }) => cells[1] === '"')).toBe(true);
  });

  it('is written with spaces where cells had tabs and line feeds', () => {
    expect(formatRow('tsv', ['a\tb', 'c\r\nd', '"'])).toBe('a b\tc d\t"\n');
  });
});
