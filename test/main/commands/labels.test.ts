import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inkdex, jsonLines, type Ended } from '../../support/commandLine.ts';
import { blankPng } from '../../support/images.ts';
import { folderForAll } from '../../support/folders.ts';

const folder = folderForAll();
let board: string;
const run = (...args: readonly string[]): Promise<Ended> =>
  inkdex(args, { INKDEX_LIBRARY: join(folder, 'library') });
const json = async (...args: readonly string[]): Promise<Record<string, unknown>[]> => {
  const ended = await run(...args, '--json');
  expect(ended.stderr).not.toContain('inkdex:');
  return jsonLines(ended);
};
const wordsOf = async (): Promise<{ word: number; text: string }[]> => {
  const [photo = {}] = await json('photos', 'show', board);
  return photo.words as { word: number; text: string }[];
};
const textsOf = async (): Promise<unknown[]> => {
  return (await wordsOf()).map(({ text }) => text);
};

beforeAll(async () => {
  mkdirSync(join(folder, 'photos'));
  board = join(folder, 'photos/board.png');
  writeFileSync(board, blankPng(320, 200));
  writeFileSync(join(folder, 'photos/wall.png'), blankPng(320, 240));
  expect(await run('import', join(folder, 'photos'), '--no-read')).toMatchObject({ status: 0 });
});

describe('Labels by commands', () => {
  it('come from a table: places become words, and bad rows are named while the others are labelled', async () => {
    const table = join(folder, 'photos/labels.tsv');
    writeFileSync(
      table,
      [
        'photo\tx\ty\twidth\theight\ttext',
        'board.png\t10\t10\t80\t30\tbinary',
        'board.png\t100\t10\t60\t30\ttree',
        'board.png\t10\t60\t60\tnine\tgraph',
        'gone.png\t10\t60\t60\t30\tgraph',
        'wall.png\t10\t60\t60\t30\t',
        'wall.png\t10\t60\t60\t30\tgraph',
      ].join('\n'),
    );
    const ended = await run('label', 'set', '--from', table, '--json');
    expect(ended.status).toBe(1);
    expect(jsonLines(ended)).toMatchObject([
      { labelled: 0, added: 3, failed: [{ line: 4 }, { line: 5 }, { line: 6 }] },
    ]);
    expect(ended.stderr).toContain(
      'labels.tsv, line 4: expected a word, or a photo with x, y, width and height',
    );
    expect(ended.stderr).toContain('line 6: no text');
    expect(await textsOf()).toEqual(['binary', 'tree']);
  });

  it('go to the word whose box is most like the one of the table, as one edit that can be undone', async () => {
    const table = join(folder, 'photos/again.csv');
    writeFileSync(
      table,
      'text,photo,x,y,width,height\nBinary,board.png,12,12,80,30\nTree,board.png,98,8,60,30\n',
    );
    expect(await json('label', 'set', '--from', table)).toMatchObject([
      { labelled: 2, added: 0, failed: [] },
    ]);
    expect(await textsOf()).toEqual(['Binary', 'Tree']);
    expect(await json('label', 'undo', board)).toMatchObject([
      { changed: [{ text: 'binary' }, { text: 'tree' }] },
    ]);
    await json('label', 'redo', board);
    expect(await textsOf()).toEqual(['Binary', 'Tree']);
  });

  it('are listed as a table that can be edited and set again', async () => {
    const [word] = await json('label', 'add', board, '10,100,50,30', 'teh');
    const { stdout } = await run('label', 'confirm', String(word?.word));
    expect(stdout.split('\n')[0]).toBe('word\ttext\tconfidence\tphoto\tx\ty\twidth\theight');
    const table = join(folder, 'words.tsv');
    writeFileSync(table, stdout.replace('teh', 'the'));
    expect(await json('label', 'set', '--from', table)).toMatchObject([{ labelled: 1 }]);
    expect(await textsOf()).toEqual(['Binary', 'Tree', 'the']);
  });

  it('are set, moved, marked and removed one by one', async () => {
    const [, tree] = await wordsOf();
    const id = String(tree?.word);
    expect(await json('label', 'set', id, 'trees', '--box', '120,10,60,30')).toMatchObject([
      { word: tree?.word, text: 'trees', box: [120, 10, 60, 30], confirmed: true, path: board },
    ]);
    expect(await json('label', 'mark', 'illegible', id)).toMatchObject([{ mark: 'illegible' }]);
    expect(await json('label', 'remove', id)).toEqual([{ removed: [tree?.word] }]);
    expect(await textsOf()).toEqual(['Binary', 'the']);
    expect(await json('label', 'progress', board, 'done')).toMatchObject([{ progress: 'done' }]);
  });

  it('are split, merged, moved and put into lines as in the editor, and each of these can be undone', async () => {
    const [first] = await wordsOf();
    const id = String(first?.word);
    const [, second] = await json('label', 'split', id, 'Bin', 'ary');
    expect(second).toMatchObject({ text: 'ary', confirmed: true, box: [50, 10, 40, 30] });
    expect(await textsOf()).toEqual(['Bin', 'ary', 'the']);
    const other = String(second?.word);
    expect(await json('label', 'move', other, '70,10,40,30')).toMatchObject([{ box: [70, 10, 40, 30] }]);
    await json('label', 'line', other, id);
    expect(await textsOf()).toEqual(['ary', 'Bin', 'the']);
    await json('label', 'split', id, 'B', 'in');
    expect(await textsOf()).toEqual(['ary', 'B', 'in', 'the']);
    await json('label', 'undo', board);
    expect(await json('label', 'sort', board)).toMatchObject([
      { lines: [[first?.word, second?.word], [expect.any(Number)]] },
    ]);
    expect(await json('label', 'merge', other, id)).toMatchObject([
      { word: first?.word, text: 'Binary', confirmed: true, box: [10, 10, 100, 30] },
    ]);
    for (const texts of [['Bin', 'ary'], ['ary', 'Bin'], ['Bin', 'ary'], ['Bin', 'ary'], ['Binary']]) {
      await json('label', 'undo', board);
      expect(await textsOf()).toEqual([...texts, 'the']);
    }
    const [wall = {}] = await json('photos', 'show', join(folder, 'photos/wall.png'));
    const [far] = wall.words as { word: number }[];
    const apart = await run('label', 'merge', id, String(far?.word));
    expect(apart).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('of several photos') as string,
    });
  });

  it.each([
    [['label', 'split', '4'], 2],
    [['label', 'split', '4', 'one'], 2],
    [['label', 'split', '4', '--at', '1'], 2],
    [['label', 'merge', '1'], 1],
    [['label', 'set', '4'], 2],
    [['label', 'set', 'four', 'x'], 2],
    [['label', 'add', 'board.png', '1,2,3', 'x'], 2],
    [['label', 'confirm'], 2],
    [['label', 'set', '4000', 'x'], 1],
    [['label', 'confirm', '--photo', 'gone.png'], 1],
    [['label', 'set', '--from', 'gone.tsv'], 1],
  ])('refuse %j', async (args, status) => {
    const ended = await run(...args);
    expect(ended).toMatchObject({ status, stdout: '' });
    expect(ended.stderr).not.toContain('    at ');
  });

  it('refuse a table without the columns that they need, by name', async () => {
    const table = join(folder, 'short.tsv');
    writeFileSync(table, 'photo\ttext\nboard.png\ttree\n');
    const ended = await run('label', 'set', '--from', table);
    expect(ended.stderr).toContain('has the columns photo, text, but not x, y, width, height.');
  });

  it('become a dataset with its splits, whose samples are listed, edited and removed', async () => {
    const [counted] = await json('dataset', 'create', 'mine', '--count');
    expect(counted).toMatchObject({ samples: 3, photos: 2 });
    expect(await json('dataset', 'create', 'mine', '--split', 'hash:50,0')).toMatchObject([
      { dataset: 'mine', samples: 3 },
    ]);
    const samples = await json('dataset', 'samples', 'mine');
    expect(samples.map(({ text }) => text).sort()).toEqual(['Binary', 'graph', 'the']);
    const key = String(samples.find(({ text }) => text === 'graph')?.key);
    expect(
      await json('dataset', 'edit', 'mine', key, '--text', 'Graph', '--split', 'test', '--writer', 'Ada'),
    ).toMatchObject([{ key, text: 'Graph', split: 'test', writer: 'Ada' }]);
    expect(await json('dataset', 'samples', 'mine', '--split', 'test')).toMatchObject([{ key }]);
    expect(await json('dataset', 'split', 'mine', 'hash:0,0')).toEqual([
      { dataset: 'mine', splits: { train: 3, validation: 0, test: 0, none: 0 } },
    ]);
    expect(await json('dataset', 'remove', 'mine', key)).toEqual([
      { dataset: 'mine', removed: 1, samples: 2 },
    ]);
    expect(await run('dataset', 'remove', 'mine', key)).toMatchObject({ status: 1 });
    expect(await json('dataset', 'rename', 'mine', 'boards')).toEqual([{ dataset: 'boards', samples: 2 }]);
    expect(await json('dataset', 'freeze', 'boards')).toMatchObject([{ samples: 2 }]);
    expect(await json('dataset', 'duplicates', 'boards')).toEqual(expect.any(Array));
    expect(await json('dataset', 'delete', 'boards')).toEqual([{ dataset: 'boards', samples: 2 }]);
    expect(await json('dataset', 'list')).toEqual([]);
  });

  it('are of formats that are listed and recognised', async () => {
    const formats = await json('dataset', 'formats');
    expect(formats.map(({ name }) => name)).toContain('csv');
    const table = join(folder, 'photos/labels.tsv');
    expect(await json('dataset', 'formats', table)).toMatchObject([{ format: 'tsv' }]);
    expect(await run('dataset', 'formats', board)).toMatchObject({ status: 1, stdout: '' });
    expect(readFileSync(table, 'utf8')).toContain('binary');
  });
});
