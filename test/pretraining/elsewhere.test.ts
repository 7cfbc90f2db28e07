import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readHeldBack } from '../../pretraining/banks/heldBack.ts';
import { cell, numberCell, readTable, type Row } from '../../pretraining/tables.ts';

const pretraining = join(import.meta.dirname, '../../pretraining');
const labels = join(pretraining, 'elsewhere');
const permissive = [
  'MIT',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'Unlicense',
  'CC0-1.0',
  'CC-BY-4.0',
];
const kinds = ['pencil', 'pen', 'sticky', 'cards', 'flipchart', 'prototype', 'board'];
/** The longer side of the photos that the labels are made on. */
const longestSide = 2000;

const boxColumns = ['page', 'x', 'y', 'w', 'h'];
const sources = await readTable(join(labels, 'sources.tsv'), [
  'page',
  'split',
  'repository',
  'file',
  'commit',
  'licence',
  'hand',
  'kind',
]);
const words = await readTable(join(labels, 'words.tsv'), [...boxColumns, 'text']);
const ignored = await readTable(join(labels, 'ignore.tsv'), boxColumns);

const ownerOf = (row: Row): string => (cell(row, 'repository').split('/')[0] ?? '').toLowerCase();
const pagesOf = (rows: readonly Row[]): string[] =>
  [...new Set(rows.map((row) => cell(row, 'page')))].toSorted();

describe('Our labels of pages from elsewhere', () => {
  it('are words in boxes on the photo', () => {
    expect(pagesOf(words)).toEqual(pagesOf(sources));
    expect(pagesOf(sources)).toHaveLength(sources.length);
    expect(pagesOf(sources)).toEqual(expect.arrayContaining(pagesOf(ignored)));
    expect(words.filter((row) => !/^\S+$/u.test(cell(row, 'text')))).toEqual([]);
    const outside = [...words, ...ignored].filter((row) => {
      const [x, y, w, h] = [
        numberCell(row, 'x'),
        numberCell(row, 'y'),
        numberCell(row, 'w'),
        numberCell(row, 'h'),
      ];
      return x < 0 || y < 0 || w < 3 || h < 3 || x + w > longestSide || y + h > longestSide;
    });
    expect(outside).toEqual([]);
  });

  it('have each owner in one split, at most three photos of each', () => {
    expect(sources.filter((row) => !['train', 'dev3'].includes(cell(row, 'split')))).toEqual([]);
    for (const [owner, rows] of Map.groupBy(sources, ownerOf)) {
      expect(new Set(rows.map((row) => cell(row, 'split'))).size, owner).toBe(1);
      expect(rows.length, owner).toBeLessThanOrEqual(3);
    }
  });

  it('name a permissive licence, a commit and a kind', () => {
    expect(sources.filter((row) => !permissive.includes(cell(row, 'licence')))).toEqual([]);
    expect(sources.filter((row) => !/^[0-9a-f]{40}$/u.test(cell(row, 'commit')))).toEqual([]);
    expect(sources.filter((row) => !kinds.includes(cell(row, 'kind')))).toEqual([]);
  });

  it('are of owners that are neither held back nor in the other tables', async () => {
    const heldBack = await readHeldBack();
    expect(sources.filter((row) => heldBack.hasOwner(cell(row, 'repository')))).toEqual([]);
    const others = await Promise.all(
      ['boards', 'unlabelled'].map((name) =>
        readTable(join(pretraining, name, 'sources.tsv'), ['repository']),
      ),
    );
    const known = new Set(others.flat().map(ownerOf));
    expect(sources.map(ownerOf).filter((owner) => known.has(owner))).toEqual([]);
  });
});
