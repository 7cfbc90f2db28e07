import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boards, correctionsFile, dataFolder, iamLike, type LabelledPage } from '../../pretraining/data.ts';
import { readCorrections } from '../../pretraining/labels/labelCorrections.ts';
import { cell, readTable } from '../../pretraining/tables.ts';

const ownLabels = join(import.meta.dirname, '../../pretraining/boards');
/** Pages of rwot2 by people whose writing must train nothing: other measurements read them. */
const heldBack =
  'adrian daniel1 daniel2 drummond george1a george1b jason kaliya manu nicola shannon timothy'.split(' ');

describe('the boards', () => {
  it('of dev share no page, no repository and no image with those of train', async () => {
    const [train, dev] = await Promise.all([describeBoards('train'), describeBoards('dev')]);
    for (const kind of ['pages', 'repositories', 'images'] as const) {
      expect(dev[kind].size, kind).toBeGreaterThan(0);
      expect(
        [...dev[kind]].filter((item) => train[kind].has(item)),
        kind,
      ).toEqual([]);
    }
  });

  it('have their words and the regions that count for nothing', async () => {
    const pages = [...(await boards('train')), ...(await boards('dev'))];
    const dropped = (await readCorrections(correctionsFile())).filter(
      ({ file, text }) => file.startsWith('boards/') && text === null,
    );
    expect(pages.every(({ words }) => words.length > 0)).toBe(true);
    expect(pages.flatMap(({ words }) => words)).toHaveLength(
      (await readTable(join(dataFolder, 'boards/words.tsv'), ['text'])).length - dropped.length,
    );
    expect(pages.some(({ ignore }) => ignore.length > 0)).toBe(true);
  });

  it('of train carry the corrected labels', async () => {
    const corrections = (await readCorrections(correctionsFile())).filter(({ file }) =>
      file.startsWith('boards/'),
    );
    const pages = new Map((await boards('train')).map((page) => [`boards/${page.page}`, page]));
    expect(corrections.length).toBeGreaterThan(0);
    for (const { file, box, text } of corrections) {
      const page = pages.get(file);
      if (text === null) expect(page?.ignore).toContainEqual(box);
      else expect(page?.words).toContainEqual({ box, text });
    }
  });
});

describe('the photos that we labelled', () => {
  it('share no repository of dev2 or of the measured walls with train, and no page is held back', async () => {
    const sources = await readTable(join(ownLabels, 'sources.tsv'), ['split', 'repository', 'file']);
    const repositories = (...splits: readonly string[]) =>
      new Set(
        sources.filter((row) => splits.includes(cell(row, 'split'))).map((row) => cell(row, 'repository')),
      );
    const measured = repositories('dev2', 'walls');
    expect(measured.size).toBeGreaterThan(1);
    expect([...repositories('train', 'notes')].filter((name) => measured.has(name))).toEqual([]);
    const pages = sources.map((row) => cell(row, 'file')).filter((file) => file.includes('/pick-a-panel/'));
    expect(pages.length).toBeGreaterThan(0);
    expect(pages.filter((file) => heldBack.includes(basename(file, '.jpg')))).toEqual([]);
  });

  it('have each their words, and no label is of another photo', async () => {
    const pagesOf = async (table: string) =>
      new Set((await readTable(join(ownLabels, table), ['page'])).map((row) => cell(row, 'page')));
    const [pages, words, ignored] = await Promise.all(
      ['sources.tsv', 'words.tsv', 'ignore.tsv'].map(pagesOf),
    );
    expect(words).toEqual(pages);
    expect([...(ignored ?? [])].filter((page) => pages?.has(page) !== true)).toEqual([]);
  });
});

describe('the iam-like words', () => {
  it('measured on are of no form of the training set', async () => {
    const trained = await readFile(join(dataFolder, 'iam-like/splits/trainset.txt'), 'utf8');
    const forms = new Set(trained.split('\n'));
    const tested = (await iamLike('testset_v')).map(({ path }) =>
      basename(path).split('-').slice(0, 2).join('-'),
    );
    expect(tested.length).toBeGreaterThan(10);
    expect(tested.filter((form) => forms.has(form))).toEqual([]);
  });
});

interface BoardFacts {
  readonly pages: ReadonlySet<string>;
  readonly repositories: ReadonlySet<string>;
  /** SHA-256 of the files: the same photo may have another name. */
  readonly images: ReadonlySet<string>;
}

async function describeBoards(split: 'train' | 'dev'): Promise<BoardFacts> {
  const pages = await boards(split);
  const sources = await readTable(join(dataFolder, 'boards/sources.tsv'), ['page', 'repository']);
  const repositoryOf = new Map(sources.map((row) => [cell(row, 'page'), cell(row, 'repository')]));
  const hashOf = async ({ path }: LabelledPage) =>
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  return {
    pages: new Set(pages.map(({ page }) => page)),
    repositories: new Set(pages.map(({ page }) => repositoryOf.get(page) ?? '')),
    images: new Set(await Promise.all(pages.map(hashOf))),
  };
}
