import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { csv, tsv } from '../../../main/exchange/table/format.ts';
import { formatRow, openTable } from '../../../main/exchange/table/table.ts';
import { boxOfQuad } from '../../../shared/geometry.ts';
import {
  dataFolder,
  folderOf,
  problemsIn,
  readAll,
  reasonsIn,
  samplesIn,
  textOf,
} from '../../support/exchange.ts';
import { cropNotes } from '../../support/noteCrops.ts';
import { temporaryFolder } from '../../support/library.ts';
import { labelsOf, outgoing, writeSamples } from '../../support/pageSamples.ts';

describe('a table', () => {
  it('is read by the usual names of its columns', async () => {
    const folder = folderOf({
      'labels.csv': 'Filename,Label,subset\na.png,"one, two",val\nb.png,three,\n',
      'a.png': [9, 9],
      'images/b.png': [9, 9],
    });
    const samples = samplesIn(await readAll(csv, folder));
    expect(samples.map(({ key, file, text, split }) => [key, file, text, split])).toEqual([
      ['a.png', 'a.png', 'one, two', 'validation'],
      ['b.png', 'images/b.png', 'three', null],
    ]);
  });

  it('is read by the columns that a person assigns', async () => {
    const folder = folderOf({
      'list.csv': 'scan,links,oben,breit,hoch,wort\na.png,1,2,3,4,Haus\n',
      'a.png': [9, 9],
    });
    const columns = { image: 'scan', x: 'links', y: 'oben', width: 'breit', height: 'hoch', text: 'wort' };
    const [sample] = samplesIn(await readAll(csv, join(folder, 'list.csv'), { columns }));
    expect([sample?.text, sample?.quad && boxOfQuad(sample.quad)]).toEqual(['Haus', [1, 2, 3, 4]]);
  });

  it('is refused when an assigned column or field does not exist, or no column names the images', async () => {
    const folder = folderOf({ 'list.csv': 'scan,wort\na.png,Haus\n', 'a.png': [9, 9] });
    const read = (columns: Record<string, string>) => readAll(csv, folder, { columns });
    await expect(read({ file: 'Scan' })).rejects.toThrow(/has no column "Scan"; it has scan, wort/u);
    await expect(read({ picture: 'scan' })).rejects.toThrow(/Unknown field "picture"/u);
    await expect(read({ text: 'wort' })).rejects.toThrow(
      /list\.csv has no column for the images: found scan, wort; expected file/u,
    );
  });

  const row = (text: string) => [['a.png', text, null]];
  const boxed = [['a.png', 'oak', [1.5, 2.25, 3, 4]]];
  it.each([
    ['empty columns at the end', 'file,text,,,\na.png,oak,,,\n', row('oak')],
    ['rows that end early', 'file,text,writer,page\na.png,oak\n', row('oak')],
    ['rows with too many separators', 'file,text\na.png,oak,,\n', row('oak')],
    ['empty rows', 'file;text\n;\na.png;oak\n;\n \n', row('oak')],
    ['a line sep=;', 'sep=;\r\nfile;text\r\na.png;oak\r\n', row('oak')],
    ['a line sep=|', '"sep=|"\nfile|text\na.png|oak, ash; elm\n', row('oak, ash; elm')],
    ['tabs', 'file\ttext\na.png\t"oak, ""ash"""\n', row('oak, "ash"')],
    ['bars', 'file|text\na.png|oak\n', row('oak')],
    ['a space before a quote', 'file, text\na.png,  "oak, ash" \n', row('oak, ash')],
    ['carriage returns only', 'file,text\ra.png,oak\r', row('oak')],
    ['UTF-16 of Windows', utf16('\ufefffile\ttext\r\na.png\tŒuf\r\n', false), row('Œuf')],
    ['UTF-16 of big machines', utf16('\ufefffile,text\na.png,Łódź\n', true), row('Łódź')],
    ['line breaks of Windows in a cell', 'file,text\r\na.png,"oak\r\nash"\r\n', row('oak\nash')],
    ['decimal commas', 'file;text;x;y;width;height\na.png;oak;1,5;2,25;3;4,0\n', boxed],
    ['decimal commas between tabs', 'file\ttext\tx\ty\tw\th\na.png\toak\t1,5\t2,25\t3\t4\n', boxed],
    ['commas in quotes that are no decimal ones', 'file,text,x,y,w,h\na.png,oak,"1,5",2,3,4\n', []],
  ])('of a spreadsheet is read with %s', async (_what, list, expected) => {
    const folder = folderOf({ 'list.csv': list, 'a.png': [50, 50] });
    const records = await readAll(csv, folder);
    const samples = samplesIn(records);
    expect(samples.map(({ file, text, quad }) => [file, text, quad && boxOfQuad(quad)])).toEqual(expected);
    expect(problemsIn(records, folder)).toHaveLength(1 - expected.length);
  });

  it('in TSV has cells in quotes as spreadsheets write them, and other quotes as they are', async () => {
    const cells = ['"a, b"', '"say ""hi"""', '"', '"a" or "b"', '5"', '"open', '""""'];
    const list = ['file\ttext', ...cells.map((cell, index) => `${index}.png\t${cell}`)].join('\n');
    const images = Object.fromEntries(cells.map((_, index) => [`${index}.png`, [9, 9] as const]));
    const folder = folderOf({ 'list.tsv': list, ...images });
    const samples = samplesIn(await readAll(tsv, folder));
    expect(samples.map(({ text }) => text)).toEqual([
      'a, b',
      'say "hi"',
      '"',
      '"a" or "b"',
      '5"',
      '"open',
      '"',
    ]);
  });

  it.each(['csv', 'tsv'] as const)('as %s gives every cell back, whatever its quotes', async (kind) => {
    const cells = ['"a"', '""', '"', 'a "b"', '""""', 'a,b;c|d', '"a ""b"""', ' x ', '"a" "b"'];
    const path = join(temporaryFolder(), `list.${kind}`);
    writeFileSync(
      path,
      formatRow(
        kind,
        cells.map((_, index) => `c${index}`),
      ) + formatRow(kind, cells),
    );
    const table = await openTable(path, kind, new AbortController().signal);
    const rows: (readonly string[])[] = [];
    for await (const { cells: found } of table.rows) rows.push(found);
    expect(rows).toEqual([cells]);
  });

  it('names pictures in another case, if only one is meant', async () => {
    const list = 'file,text\nA.PNG,oak\nDeep/É.png,ash\nb.png,elm\nTWO.png,fig\n';
    const folder = folderOf({
      ...{ 'list.csv': list, 'a.png': [9, 9], 'deep/e\u0301.PNG': [9, 9] },
      ...{ 'B.png': [9, 9], 'b.png': [9, 9], 'Two.png': [9, 9], 'two.png': [9, 9] },
    });
    const records = await readAll(csv, folder);
    expect(samplesIn(records).map(({ file }) => file)).toEqual(['a.png', 'deep/e\u0301.PNG', 'b.png']);
    expect(problemsIn(records, folder)).toEqual([expect.stringContaining('"TWO.png" is missing')]);
  });

  it('names file and line of every error, and keeps the rest', async () => {
    const rows = [
      'page\tx\ty\tw\th\ttext',
      'a.png\t1\t2\t3\t4\tgood',
      'a.png\tNaN\t2\t3\t4\tx',
      'a.png\t1e400\t2\t3\t4\tx',
      'a.png\t40\t40\t30\t10\tx',
      'a.png\t1\t2\t0\t4\tx',
      'a.png\t9\t2\t-3\t4\tx',
      'a.png\t9\t9\t3\t-4\tx',
      'gone.png\t1\t2\t3\t4\tx',
      '../a.png\t1\t2\t3\t4\tx',
      'a.png\t1\t2\t3\tx',
      'a.png\t1\t2\t3\t4\tthe same',
      'a.png\t1\t2\t3\t5\tgood',
    ];
    const folder = folderOf({ 'words.tsv': `${rows.join('\n')}\n`, 'images/a.png': [50, 50] });
    const records = await readAll(tsv, folder);
    expect(samplesIn(records).map(({ text, key }) => [text, key])).toEqual([
      ['good', 'a.png#1,2,3,4'],
      ['x', 'a.png#40,40,30,10'],
      ['good', 'a.png#1,2,3,5'],
    ]);
    expect(problemsIn(records, folder)).toEqual([
      'words.tsv, line 3: x is "NaN"; expected a number.',
      'words.tsv, line 4: x is "1e400"; expected a number.',
      'words.tsv, line 7: the box x 9, y 2, width -3, height 4 has a negative width or height.',
      'words.tsv, line 8: the box x 9, y 9, width 3, height -4 has a negative width or height.',
      'words.tsv, line 9: the image "gone.png" is missing. Add the image, or remove the line.',
      'words.tsv, line 10: "../a.png" points outside its folder; expected a relative path inside it.',
      'words.tsv, line 11: height is "x"; expected a number.',
      'words.tsv, line 12: the key "a.png#1,2,3,4" occurs twice; expected unique keys.',
    ]);
  });

  it('names the columns of Inkdex’s own that have invalid values', async () => {
    const header = 'image,file,text,level,quad,alternatives,mark,split,line\n';
    const row = (cells: string) => `a.png,a.png,x,${cells}\n`;
    const folder = folderOf({
      'list.csv':
        header +
        row('letter,,,,,') +
        row('word,nonsense,,,,') +
        row('word,"[[1,2]]",,,,') +
        row('word,,"[{""text"":""a"",""confidence"":2}]",,,') +
        row('word,,,scribble,,') +
        row('word,,,,west,') +
        row('word,,,,,-1'),
      'a.png': [9, 9],
    });
    const problems = problemsIn(await readAll(csv, folder), folder).map(
      (problem) => problem.split(/[;,.:] /u)[1],
    );
    expect(problems).toEqual(['line 2', 'line 3', 'line 4', 'line 5', 'line 6', 'line 7', 'line 8']);
  });

  it('beside sources with an unknown split reports it', async () => {
    const folder = folderOf({
      'words.tsv': 'page\tx\ty\tw\th\ttext\na.png\t1\t2\t3\t4\tgood\n',
      'sources.tsv': 'page\tsplit\na.png\tdev\nb.png\televen\n',
      'a.png': [50, 50],
    });
    const records = await readAll(tsv, folder);
    expect(samplesIn(records).map(({ split }) => split)).toEqual(['validation']);
    expect(problemsIn(records, folder)).toEqual([
      'sources.tsv, line 3: the split is "eleven"; expected train, validation (or dev, val), test, or an empty text.',
    ]);
  });

  it('is recognised by its columns', async () => {
    const image = { 'a.png': [9, 9] } as const;
    const own = temporaryFolder();
    await writeSamples(csv, [], join(own, 'out'));
    expect(await csv.recognise(join(own, 'out'))).toBe(1);
    expect(await csv.recognise(folderOf({ 'labels.csv': 'file,text\na.png,a\n', ...image }))).toBeGreaterThan(
      0.5,
    );
    expect(await csv.recognise(folderOf({ 'labels.tsv': 'file\ttext\na.png\ta\n', ...image }))).toBe(0);
    expect(await csv.recognise(folderOf(image))).toBe(0);
  });
});

const boards = join(dataFolder, 'boards');

describe('the whiteboards', () => {
  let read: ReturnType<typeof readAll> | null = null;
  const recordsOfBoards = (): ReturnType<typeof readAll> => (read ??= readAll(tsv, boards));
  const awk = (script: string): string[] =>
    execFileSync('awk', ['-F', '\t', script, 'sources.tsv', 'words.tsv', 'ignore.tsv'], {
      cwd: boards,
      encoding: 'utf8',
    })
      .trim()
      .split('\n');

  it('are read unchanged, with their splits and ignore regions', async () => {
    const records = await recordsOfBoards();
    const expected = awk(
      'FNR == 1 { next } FILENAME == "sources.tsv" { split_of[$1] = $2 == "dev" ? "validation" : $2; next } ' +
        '{ count[FILENAME " " split_of[$1]]++ } END { for (k in count) print k, count[k] }',
    );
    const found = new Map<string, number>();
    for (const { mark, split } of samplesIn(records)) {
      const group = `${mark === 'text' ? 'words' : 'ignore'}.tsv ${String(split)}`;
      found.set(group, (found.get(group) ?? 0) + 1);
    }
    expect([...found].map(([group, count]) => `${group} ${count}`).sort()).toEqual(expected.sort());
    expect(problemsIn(records, boards)).toEqual([]);
  });

  it('have every word’s text and box', async () => {
    const words = samplesIn(await recordsOfBoards()).filter(({ mark }) => mark === 'text');
    const rows = words.map(({ page, quad, text }) =>
      [page, ...(quad === null ? [] : boxOfQuad(quad)), text].join('\t'),
    );
    expect(`page\tx\ty\tw\th\ttext\n${rows.join('\n')}\n`).toBe(textOf(boards, 'words.tsv'));
  });

  it('are exported and imported unchanged, including images', async () => {
    const some = samplesIn(await recordsOfBoards()).filter(
      ({ page }) => page === '041.jpg' || page === '101.jpg',
    );
    const out = join(temporaryFolder(), 'out');
    expect(await writeSamples(tsv, await outgoing(some), out)).toBe(2);
    const back = samplesIn(await readAll(tsv, out));
    expect(labelsOf(back)).toEqual(labelsOf(some));
    for (const { path, file } of back) {
      expect(readFileSync(path).equals(readFileSync(join(boards, file)))).toBe(true);
    }
  });
});

describe('the word crops, pages and photos', () => {
  const rowsOf = (path: string): string[] => textOf(dataFolder, path).trimEnd().split('\n').slice(1);
  const rowsIn = (path: string): number => rowsOf(path).length;

  it.each(['copiste_fr', 'peraire_fr', 'cremma_mss20', 'poilus_fr'])(
    'of %s are read unchanged',
    async (name) => {
      const folder = join(dataFolder, 'words', name);
      const records = await readAll(tsv, folder);
      expect(problemsIn(records, folder)).toEqual([]);
      expect(samplesIn(records)).toHaveLength(rowsIn(`words/${name}/labels.tsv`));
      expect(samplesIn(records).every(({ key, file, quad }) => key === file && quad === null)).toBe(true);
    },
  );

  it('of pages are lines and words on the same images, except for boxes without an area', async () => {
    const folder = join(dataFolder, 'pages');
    const records = await readAll(tsv, folder);
    const ofLevel = (level: string) => samplesIn(records).filter((sample) => sample.level === level);
    expect(ofLevel('line')).toHaveLength(rowsIn('pages/lines.tsv'));
    const empty = rowsOf('pages/words.tsv').filter((row) => row.split('\t').slice(4).includes('0'));
    expect(empty.length).toBeGreaterThan(0);
    expect(ofLevel('word')).toHaveLength(rowsIn('pages/words.tsv') - empty.length);
    expect(problemsIn(records, folder)).toEqual([]);
    expect(reasonsIn(records)).toEqual(empty.map(() => 'outline without an area'));
  });

  it('of photos are boxes on the photos, not the crops beside them', async () => {
    const folder = join(temporaryFolder(), 'photos');
    cpSync(join(dataFolder, 'photos'), folder, { recursive: true });
    mkdirSync(join(folder, 'words'));
    for (const { file, bytes } of await cropNotes()) writeFileSync(join(folder, file), bytes);
    const samples = samplesIn(await readAll(tsv, folder));
    expect(samples).toHaveLength(rowsIn('photos/words.tsv'));
    expect(new Set(samples.map(({ file }) => file)).size).toBe(3);
  });
});

function utf16(text: string, isBigEndian: boolean): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
}
