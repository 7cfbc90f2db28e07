import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { iamWords } from '../../../../main/exchange/iam/formats.ts';
import { pathLabel } from '../../../../main/annexes/olderSystems/pathLabel.ts';
import { folderOf, problemsIn, readAll, samplesIn } from '../../../support/exchange.ts';

const picture = [30, 20] as const;

describe('paths and labels', () => {
  const list = 'a.png Hello, world\nb.png \ndir/c.png\tTab and  spaces \n';
  const images = { 'a.png': picture, 'b.png': picture, 'dir/c.png': picture };

  it('are separated at the first white space; the label may contain more, or be empty', async () => {
    const samples = samplesIn(await readAll(pathLabel, folderOf({ 'labels.txt': list, ...images })));
    expect(samples.map(({ key, text }) => [key, text])).toEqual([
      ['a.png', 'Hello, world'],
      ['b.png', ''],
      ['dir/c.png', 'Tab and  spaces'],
    ]);
  });

  it('are in capitals by the seed recipe', async () => {
    const folder = folderOf({ 'labels.txt': list, ...images });
    const [first] = samplesIn(await readAll(pathLabel, folder, { recipe: 'seed' }));
    expect(first?.text).toBe('HELLO, WORLD');
  });

  it('has paths with spaces, if a tab ends them', async () => {
    const list = 'IMG 1_crop_0.jpg\tone two\nin a/b  c.png\t\na.png three\tfour\na.png\t five\n';
    const files = { 'IMG 1_crop_0.jpg': picture, 'in a/b  c.png': picture, 'a.png': picture };
    const folder = folderOf({ 'labels.txt': list, ...files });
    expect(await pathLabel.recognise(folder)).toBeGreaterThan(0.5);
    const records = await readAll(pathLabel, folder);
    expect(samplesIn(records).map(({ file, text }) => [file, text])).toEqual([
      ['IMG 1_crop_0.jpg', 'one two'],
      ['in a/b  c.png', ''],
      ['a.png', 'three\tfour'],
    ]);
  });

  it.each(['NFC', 'NFD'] as const)(
    'find images whose names have another Unicode form than %s',
    async (form) => {
      const [named, there] = ['é/ü.png'.normalize(form), 'é/ü.png'.normalize(form === 'NFC' ? 'NFD' : 'NFC')];
      const folder = folderOf({ 'labels.txt': `${named} über`, [there]: picture });
      expect(samplesIn(await readAll(pathLabel, folder)).map(({ text }) => text)).toEqual(['über']);
    },
  );

  it('are relative to the folder of the list, to one above, or to the working folder', async () => {
    const files = { 'datasets/images/a.png': picture, 'datasets/images/b.png': picture };
    const lines = (folder: string) => `${folder}a.png ink\n${folder}b.png tree\n`;
    const folder = folderOf({
      ...files,
      'datasets/lists/train.txt': lines('datasets/images/'),
      'datasets/lists/above.txt': lines('images/'),
      'other/of/some/more/folders/list.txt': lines('datasets/images/'),
    });
    const read = async (list: string) => samplesIn(await readAll(pathLabel, join(folder, list)));
    const paths = ['a.png', 'b.png'].map((name) => join(folder, 'datasets/images', name));
    for (const list of ['train', 'above']) {
      expect((await read(`datasets/lists/${list}.txt`)).map(({ path }) => path)).toEqual(paths);
    }
    const working = vi.spyOn(process, 'cwd').mockReturnValue(folder);
    onTestFinished(() => {
      working.mockRestore();
    });
    const list = 'other/of/some/more/folders/list.txt';
    expect((await read(list)).map(({ path }) => path)).toEqual(paths);
    expect(await pathLabel.folderOf?.(join(folder, list))).toBe(folder);
  });

  it('may be in ISO-8859-1, as attention-ocr writes them, if the recipe says so', async () => {
    const bytes = Buffer.concat([Buffer.from('a.png fa\xe7ade\n', 'latin1'), Buffer.from('b.png Übung\n')]);
    const folder = folderOf({ 'labels.txt': bytes, ...images });
    const read = async (recipe: string) => await readAll(pathLabel, folder, { recipe });
    const texts = async (recipe: string) => samplesIn(await read(recipe)).map(({ text }) => text);
    expect(await texts('iso-8859')).toEqual(['façade', 'Übung']);
    expect(await texts('seed')).toEqual(['FAÇADE', 'ÜBUNG']);
    // Also where its first lines have to say where the images are.
    const above = folderOf({ 'lists/labels.txt': bytes.subarray(0, 13), ...images });
    const found = await readAll(pathLabel, join(above, 'lists/labels.txt'), { recipe: 'iso-8859' });
    expect(samplesIn(found).map(({ text }) => text)).toEqual(['façade']);
    expect(problemsIn(await read('plain'), folder)).toEqual([
      'labels.txt, line 1: the bytes are not UTF-8 text. Save the file as UTF-8.',
    ]);
  });

  it('name the invalid lines', async () => {
    const folder = folderOf({
      'labels.txt': 'a.png\n../x.png climbs\n/etc/passwd x\ngone.png x\na.png a\na.png b\n',
      ...images,
    });
    const records = await readAll(pathLabel, folder);
    expect(samplesIn(records).map(({ text }) => text)).toEqual(['a']);
    expect(problemsIn(records, folder)).toEqual([
      'labels.txt, line 1: found "a.png"; expected a path, a space and a label.',
      'labels.txt, line 2: "../x.png" points outside its folder; expected a relative path inside it.',
      'labels.txt, line 3: "/etc/passwd" points outside its folder; expected a relative path inside it.',
      'labels.txt, line 4: the image "gone.png" is missing. Add the image, or remove the line.',
      'labels.txt, line 6: the image "a.png" has a text already; expected one text for each image, or boxes.',
    ]);
  });

  it('are not taken for IAM when they are called words.txt', async () => {
    const lists = [list, 'apple\nbee keeper\n', '#\ndamaged\na01-000u-00-00 ok 154 1 2 3 4 AT A\n'];
    const looks = lists.map((words) => iamWords.recognise(folderOf({ 'words.txt': words, ...images })));
    // The last is IAM's: reading reports the error.
    expect(await Promise.all(looks)).toEqual([0, 0, 0.95]);
  });

  it('are recognised, and other texts are not', async () => {
    expect(
      await pathLabel.recognise(folderOf({ 'labels.txt': list.replace('\nb.png \n', '\n'), ...images })),
    ).toBe(0.6);
    expect(await pathLabel.recognise(folderOf({ 'notes.txt': 'Some notes\nof mine\n' }))).toBe(0);
    expect(await pathLabel.recognise(folderOf({}))).toBe(0);
  });
});
