import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  applyCorrections,
  readCorrections,
  type Labelled,
  type LabelCorrection,
} from '../../../pretraining/labels/labelCorrections.ts';
import { temporaryFolder } from '../../support/library.ts';

const header = 'file\tx\ty\tw\th\tlabel\taction\ttext\treason';
const words: readonly Labelled[] = [
  { file: 'boards/001.jpg', box: [10, 20, 30, 40], text: 'letters' },
  { file: 'boards/001.jpg', box: [90, 20, 30, 40], text: 'letters' },
  { file: 'words/copiste_fr/a.jpg', box: null, text: '12' },
];
const itself = (word: Labelled) => word;

describe('a file of label corrections', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  const read = async (...lines: string[]) => {
    const path = join(folder, 'corrections.tsv');
    await writeFile(path, [header, ...lines, ''].join('\n'));
    return await readCorrections(path);
  };

  it('names words on pages by their boxes, and crops by their files', async () => {
    expect(
      await read(
        'boards/001.jpg\t10\t20\t30\t40\tletters\trelabel\tletrs\tas written',
        'words/copiste_fr/a.jpg\t\t\t\t\t12\tdrop\t\tanother word',
      ),
    ).toEqual([
      { file: 'boards/001.jpg', box: [10, 20, 30, 40], label: 'letters', text: 'letrs' },
      { file: 'words/copiste_fr/a.jpg', box: null, label: '12', text: null },
    ]);
  });

  it.each([
    ['a box that is not whole', 'boards/001.jpg\t10\t\t30\t40\tletters\tdrop\t\tcut'],
    ['nothing to relabel with', 'boards/001.jpg\t10\t20\t30\t40\tletters\trelabel\t\tcut'],
    ['a text for a word that goes', 'boards/001.jpg\t10\t20\t30\t40\tletters\tdrop\tletrs\tcut'],
    ['no reason', 'boards/001.jpg\t10\t20\t30\t40\tletters\tdrop\t\t'],
    ['a file that is measured on', 'iam-like/words/a.png\t\t\t\t\tletters\tdrop\t\tcut'],
  ])('is refused with %s, naming the entry', async (_, line) => {
    await expect(read(line)).rejects.toMatchObject({
      code: 'data-invalid',
      message: expect.stringContaining('entry 1') as unknown,
    });
  });

  it('that is committed parses', async () => {
    const path = join(import.meta.dirname, '../../../pretraining/labels/labelCorrections.tsv');
    expect((await readCorrections(path)).length).toBeGreaterThan(0);
  });
});

describe('applying corrections', () => {
  it('relabels one word, drops another, and leaves the rest as they are', () => {
    const corrections: LabelCorrection[] = [
      { file: 'boards/001.jpg', box: [90, 20, 30, 40], label: 'letters', text: 'letrs' },
      { file: 'words/copiste_fr/a.jpg', box: null, label: '12', text: null },
    ];
    const { kept, dropped } = applyCorrections(words, itself, corrections);
    expect(kept.map(({ text }) => text)).toEqual(['letters', 'letrs']);
    expect(dropped).toEqual([words[2]]);
  });

  it('refuses a correction of a label that the data no longer has', () => {
    const stale: LabelCorrection = {
      file: 'boards/001.jpg',
      box: [10, 20, 30, 40],
      label: 'lettters',
      text: 'letters',
    };
    expect(() => applyCorrections(words, itself, [stale])).toThrow('"lettters" in boards/001.jpg at 10, 20');
  });

  it('refuses a second correction of the same word', () => {
    const correction = { file: 'words/copiste_fr/a.jpg', box: null, label: '12' };
    const twice = [
      { ...correction, text: 'même' },
      { ...correction, text: null },
    ];
    expect(() => applyCorrections(words, itself, twice)).toThrow('corrected twice');
  });
});
