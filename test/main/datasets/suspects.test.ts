import { describe, expect, it } from 'vitest';
import { contradictionOf } from '../../../main/datasets/suspects.ts';
import { modelIdSchema } from '../../../shared/contract/model.ts';
import type { Alternative } from '../../../shared/contract/word.ts';
import { asSamples, formatOf, importing, incoming, unwatched } from '../../support/datasetRecords.ts';
import { imageFolder, openDatasets, type OpeningParts } from '../../support/openDatasets.ts';

function readings(...pairs: [string, number][]): Alternative[] {
  return pairs.map(([text, confidence]) => ({ text, confidence }));
}

describe('A recogniser contradicts a label', () => {
  it.each([
    ['cat', readings(['dog', 0.9], ['cat', 0.01]), 'letters'],
    ['Cat', readings(['cat', 0.97]), 'form'],
    ['cats', readings(['cat', 0.9]), 'part'],
  ])('%s that it reads differently with high confidence', (text, given, kind) => {
    expect(contradictionOf({ text, readings: given })).toMatchObject({ kind, reading: given[0]?.text });
  });

  it.each([
    ['cat', readings(['cat', 0.9], ['dog', 0.1])],
    ['cat', readings(['dog', 0.4])],
    ['cat', readings(['dog', 0.6], ['cat', 0.3])],
    ['cat', []],
  ])('%s not when it agrees, is uncertain, or has it as an alternative', (text, given) => {
    expect(contradictionOf({ text, readings: given })).toBe(null);
  });
});

it('Suspected labels are found by reading every word once with the current recogniser', async () => {
  const path = imageFolder(['a.png', 'b.png']);
  const box = [
    [0, 0],
    [20, 0],
    [20, 10],
    [0, 10],
  ] as const;
  const samples = [
    incoming(path, 'a.png', { key: 'right', text: 'cat' }),
    incoming(path, 'b.png', { key: 'wrong', text: 'cat' }),
    incoming(path, 'a.png', { key: 'boxed', text: 'Dog', quad: box }),
    incoming(path, 'a.png', { key: 'unread', mark: 'illegible', text: '', quad: box }),
    incoming(path, 'b.png', { key: 'page', level: 'page', text: 'cat dog' }),
  ];
  let sha256 = 'a'.repeat(64);
  let asked = 0;
  const readWith: OpeningParts['readWith'] = {
    readWords(files) {
      asked += files.length;
      // The two images differ in size only; objects are sorted by hash, a first and b second.
      return Promise.resolve(files.map((_, index) => readings([index === 0 ? 'cat' : 'dog', 0.9])));
    },
    readQuads(_path, quads) {
      asked += quads.length;
      return Promise.resolve(quads.map(() => readings(['dog', 0.95])));
    },
  };
  const { datasets } = openDatasets([formatOf('test', () => asSamples(samples))], {
    readWith,
    recogniser: () => Promise.resolve({ id: modelIdSchema.parse('mine'), sha256, path: '' }),
  });
  const { dataset } = await datasets.importNow(importing(path), unwatched);
  const contents = { dataset };
  const page = { contents, offset: 0, limit: 10 };
  expect(await datasets.calls.listSuspects(page)).toMatchObject({
    read: 0,
    words: 3,
    model: 'mine',
    total: 0,
  });
  expect(await datasets.readNow(contents, unwatched)).toBe(3);
  expect(asked).toBe(3);
  expect(await datasets.readNow(contents, unwatched)).toBe(0);
  const { read, suspects } = await datasets.calls.listSuspects(page);
  expect(read).toBe(3);
  expect(suspects.map(({ sample, reading, kind }) => [sample.key, reading, kind])).toEqual([
    ['wrong', 'dog', 'letters'],
    ['boxed', 'dog', 'form'],
  ]);
  sha256 = 'b'.repeat(64);
  expect(await datasets.calls.listSuspects(page)).toMatchObject({ read: 0, total: 0 });
});
