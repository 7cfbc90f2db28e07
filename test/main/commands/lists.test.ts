import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLabelTable } from '../../../main/commands/labelTable.ts';
import { listedImages, pathsIn } from '../../../main/commands/standardInput.ts';
import { temporaryFolder } from '../../support/library.ts';

const never = new AbortController().signal;

describe('a list of paths', () => {
  it.each([
    ['a.jpg\r\nb c.jpg\r\n', ['a.jpg', 'b c.jpg']],
    ['"C:\\scans\\a.jpg"\r\n"b c.jpg" \r\n', ['C:\\scans\\a.jpg', 'b c.jpg']],
    ['./a.jpg\0./new\nline.jpg\0', ['./a.jpg', './new\nline.jpg']],
    ['file:///scans/a%20b.jpg\n', ['/scans/a b.jpg']],
    ['a.jpg\rb.jpg\r', ['a.jpg', 'b.jpg']],
    ['say "hi".jpg\n', ['say "hi".jpg']],
  ])('%j has the paths %j', (text, paths) => {
    expect(pathsIn(text)).toEqual(paths);
  });

  it.each(['utf8', 'utf16le'] as const)('may begin with a byte order mark, in %s', async (encoding) => {
    const list = join(temporaryFolder(), 'list.txt');
    writeFileSync(list, '\ufeffä.jpg\r\n', encoding);
    expect(await listedImages(['b.jpg'], list)).toEqual(['b.jpg', 'ä.jpg']);
  });
});

describe('a table of labels', () => {
  const rowsOf = async (name: string, text: string | Buffer) => {
    const path = join(temporaryFolder(), name);
    writeFileSync(path, text);
    return (await readLabelTable(path, never)).map((row) => row.problem ?? row.row);
  };
  const labelled = (text: string) => [{ word: 57, text, mark: 'text' }];

  it.each([
    ['a.tsv', 'word\ttext\n57\t"Hello, world"\n', 'Hello, world'],
    ['a.tsv', 'Word\tTEXT\r\n57.0\t"say ""hi"""\r\n', 'say "hi"'],
    ['a.csv', 'sep=;\nWord;Text\n57;Ärger\n;\n', 'Ärger'],
    ['a.tsv', Buffer.from('\ufeffword\ttext\r\n57\tbinary\r\n', 'utf16le'), 'binary'],
  ])('%s %j is read', async (name, text, expected) => {
    expect(await rowsOf(name, text)).toEqual(labelled(expected));
  });

  it('has places with decimal commas, and says what is no id', async () => {
    expect(await rowsOf('a.csv', 'photo;x;y;w;h;text\n9;1,5;2;3,25;4;oak\n')).toMatchObject([
      { photo: '9', x: 1.5, width: 3.25 },
    ]);
    expect(await rowsOf('b.csv', 'word;text\nx7;ash\n')).toEqual([
      expect.stringContaining('the word is no id: expected a whole number'),
    ]);
  });
});
