import { describe, expect, it } from 'vitest';
import { conditionsOf } from '../../../renderer/datasets/samples/filterConditions.ts';
import {
  addSamples,
  editOf,
  exclude,
  noSelection,
  relabel,
  toggleSample,
  withoutSamples,
  withSamplesOf,
} from '../../../renderer/datasets/samples/sampleSelection.ts';
import {
  createSampleList,
  indexOf,
  layOutTiles,
  pageSize,
  sampleAt,
} from '../../../renderer/datasets/samples/sampleList.ts';
import { noFilter, type HeldSample } from '../../../shared/contract/datasetContents.ts';
import type { SampleEdit } from '../../../shared/contract/datasetCalls.ts';
import { InkdexError } from '../../../shared/result.ts';
import { datasetId, sampleFixture } from '../../support/datasetFixtures.ts';

const contents = { dataset: datasetId(1) };

/** A list over these samples, with a filter for text. */
function listOf(all: readonly HeldSample[]) {
  const asked: number[] = [];
  const held = { samples: all, isBroken: false };
  const list = createSampleList({
    listSamples: ({ filter, offset, limit }) => {
      if (held.isBroken) return Promise.reject(new InkdexError('not-found', 'It is gone.'));
      asked.push(offset);
      const passing = held.samples.filter(({ text }) => text.includes(filter.text ?? ''));
      return Promise.resolve({ total: passing.length, samples: passing.slice(offset, offset + limit) });
    },
  });
  return { list, asked, held };
}

const many = Array.from({ length: 1000 }, (_, index) => sampleFixture(index + 1));

describe('the list of samples', () => {
  it('loads the samples near the visible part, once', async () => {
    const { list, asked } = listOf(many);
    await list.getState().show(contents, noFilter);
    expect(list.getState().total).toBe(1000);
    await Promise.all([list.getState().need(390, 410), list.getState().need(390, 410)]);
    expect(asked).toEqual([0, pageSize, 2 * pageSize]);
    expect(sampleAt(list.getState(), 401)?.id).toBe(402);
    expect(sampleAt(list.getState(), 900)).toBeUndefined();
  });

  it('starts at the top for another filter, and keeps the position for the same one', async () => {
    const { list, held } = listOf(many);
    await list.getState().show(contents, noFilter);
    await list.getState().need(800, 810);
    held.samples = many.map((sample) => ({ ...sample, text: 'new' }));
    await list.getState().show(contents, noFilter);
    expect(sampleAt(list.getState(), 805)?.text).toBe('new');
    await list.getState().show(contents, { ...noFilter, text: 'none of them' });
    expect(list.getState()).toMatchObject({ total: 0 });
  });

  it('drops answers to an older request', async () => {
    const { list } = listOf(many);
    const older = list.getState().show(contents, noFilter);
    await list.getState().show(contents, { ...noFilter, text: 'text 99' });
    await older;
    expect(list.getState().total).toBe(11);
  });

  it('loads a range that was never on screen', async () => {
    const { list } = listOf(many);
    await list.getState().show(contents, noFilter);
    const range = await list.getState().between(150, 450);
    expect(range.map(({ id }) => id)).toEqual(many.slice(150, 451).map(({ id }) => id));
  });

  it('says why it could not be loaded', async () => {
    const { list, held } = listOf(many);
    held.isBroken = true;
    await list.getState().show(contents, noFilter);
    expect(list.getState().error?.message).toBe('It is gone.');
  });
});

describe('the position in the list', () => {
  const pages = new Map([
    [0, many.slice(0, pageSize)],
    [4, many.slice(4 * pageSize)],
  ]);

  it('follows its sample when others are added or removed', () => {
    expect(indexOf({ pages, total: 1000 }, { index: 5, key: many[9]?.key ?? '' })).toBe(9);
    expect(indexOf({ pages, total: 1000 }, { index: 5, key: many[801]?.key ?? '' })).toBe(801);
  });

  it('stays the same when its sample is gone, but never leaves the list', () => {
    expect(indexOf({ pages, total: 1000 }, { index: 5, key: 'gone' })).toBe(5);
    expect(indexOf({ pages, total: 3 }, { index: 5, key: null })).toBe(2);
    expect(indexOf({ pages: new Map(), total: 0 }, { index: 5, key: null })).toBe(0);
  });
});

describe('relabelling', () => {
  it('changes the given fields and keeps the rest of the label', () => {
    const sample = sampleFixture(3, { split: 'test', writer: 'anna' });
    expect(editOf(sample, { text: 'ink' })).toEqual({
      sample: 3,
      text: 'ink',
      mark: 'text',
      split: 'test',
      writer: 'anna',
    });
    expect(editOf(sample, { split: null })).toMatchObject({ text: 'text 3', split: null });
  });

  it('sends no more samples at once than the host accepts', async () => {
    const edited: SampleEdit[][] = [];
    const samples = Array.from({ length: 2500 }, (_, index) => sampleFixture(index + 1));
    await relabel(
      {
        editSamples: ({ edits }) => {
          edited.push(edits);
          return Promise.resolve(edits.map(({ sample }) => sample));
        },
      },
      datasetId(1),
      samples,
      { split: 'train' },
    );
    expect(edited.map(({ length }) => length)).toEqual([1000, 1000, 500]);
    expect(edited.flat().every(({ split }) => split === 'train')).toBe(true);
  });

  it('stops when the host refuses', async () => {
    const removed: number[] = [];
    const host = {
      removeSamples: ({ samples }: { samples: number[] }) => {
        removed.push(samples.length);
        return Promise.reject(new InkdexError('conflict', 'It has changed.'));
      },
    };
    const many2 = Array.from({ length: 10_001 }, (_, index) => sampleFixture(index + 1));
    await expect(exclude(host, datasetId(1), many2)).rejects.toMatchObject({ code: 'conflict' });
    expect(removed).toEqual([10_000]);
  });
});

describe('selecting samples', () => {
  it('adds one, removes it, and adds ranges', () => {
    const one = toggleSample(noSelection, sampleFixture(1), 0);
    expect([...one.samples.keys()]).toEqual(['word-000001']);
    expect(toggleSample(one, sampleFixture(1), 0).samples.size).toBe(0);
    expect(addSamples(one, [sampleFixture(1), sampleFixture(2)])).toMatchObject({ anchor: 0 });
    expect(addSamples(one, [sampleFixture(1), sampleFixture(2)]).samples.size).toBe(2);
  });

  it('recognises a sample whose id changed by an edit, and deselects removed samples', () => {
    const two = addSamples(noSelection, [sampleFixture(1), sampleFixture(2)]);
    expect(withSamplesOf(two, [[sampleFixture(1), sampleFixture(3)]])).toBe(two);
    const edited = sampleFixture(9, { key: sampleFixture(1).key, text: 'corrected' });
    const after = withSamplesOf(two, [[edited], [sampleFixture(3)]]);
    expect([...after.samples.values()].map(({ id, text }) => [id, text])).toEqual([
      [9, 'corrected'],
      [2, 'text 2'],
    ]);
    expect([...withoutSamples(after, [edited, sampleFixture(3)]).samples.keys()]).toEqual(['word-000002']);
  });
});

describe('tiles', () => {
  it('are wide for lines, high for pages, and there is always one column', () => {
    expect(layOutTiles(1000, 'word').columns).toBe(6);
    expect(layOutTiles(1000, 'line').columns).toBe(2);
    expect(layOutTiles(1000, 'page').picture).toBeGreaterThan(layOutTiles(1000, 'word').picture);
    expect(layOutTiles(0, 'word').columns).toBe(1);
  });
});

describe('filters set by a link', () => {
  it('are named and can be removed', () => {
    const filter = { ...noFilter, shortest: 3, longest: 3, page: 'a01-000', language: 'fr' };
    expect(conditionsOf(filter).map(({ name }) => name)).toEqual([
      '3 characters',
      'Page a01-000',
      'Language fr',
    ]);
    const without = conditionsOf(filter).map((condition) => condition.without);
    expect(Object.assign({ ...filter }, ...without)).toEqual(noFilter);
    expect(conditionsOf({ ...noFilter, page: '33b0' }, 'board.jpg')[0]?.name).toBe('Page board.jpg');
    expect(conditionsOf({ ...noFilter, shortest: 10, longest: 19 })[0]?.name).toBe('10 to 19 characters');
    expect(conditionsOf({ ...noFilter, text: 'ink' })).toEqual([]);
  });
});
