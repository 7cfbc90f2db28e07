import { describe, expect, it } from 'vitest';
import { noFilter } from '../../../shared/contract/datasetContents.ts';
import type { Split, SplitRule } from '../../../shared/contract/dataset.ts';
import type { ExchangeFormat } from '../../../main/exchange/exchangeFormat.ts';
import { asSamples, formatOf, importing, incoming, unwatched } from '../../support/datasetRecords.ts';
import { edit, samplesOf } from '../../support/frozenWords.ts';
import { imageFolder, openDatasets } from '../../support/openDatasets.ts';

const files = ['a.png', 'deep/b.png', 'c.png'];

describe('an import under a name that is taken', () => {
  it('replaces the dataset, adds to it, or is refused, as requested', async () => {
    const path = imageFolder(files);
    let chosen = ['a.png', 'c.png'];
    const { datasets } = openDatasets([
      formatOf('test', () => asSamples(chosen.map((file) => incoming(path, file)))),
    ]);
    const { dataset } = await datasets.importNow(importing(path), unwatched);
    await expect(datasets.importNow(importing(path, { mode: 'new' }), unwatched)).rejects.toMatchObject({
      code: 'conflict',
    });
    chosen = ['deep/b.png'];
    await datasets.importNow(importing(path, { mode: 'add' }), unwatched);
    expect(datasets.calls.getDataset({ dataset }).samples).toBe(3);
    chosen = ['a.png'];
    await datasets.importNow(importing(path), unwatched);
    const held = datasets.calls.listSamples({
      contents: { dataset },
      filter: noFilter,
      offset: 0,
      limit: 9,
    });
    expect(held.samples.map(({ key }) => key)).toEqual(['a.png']);

    const [sample] = held.samples;
    if (sample === undefined) throw new Error('The sample is gone.');
    const edit = { sample: sample.id, text: 'other', mark: 'text', split: null, writer: null } as const;
    datasets.calls.editSamples({ dataset, edits: [edit] });
    const refused = datasets.importNow(importing(path), unwatched);
    await expect(refused).rejects.toThrow('has edits that are not frozen');
    // A window shows this too, where no flag can be typed.
    await expect(refused).rejects.not.toThrow('--');
    await expect(datasets.importNow(importing(path, { mode: 'add' }), unwatched)).rejects.toThrow('a.png');
    await datasets.importNow(importing(path, { mode: 'replace' }), unwatched);
    expect(datasets.calls.getDataset({ dataset }).samples).toBe(1);
  });

  it('is refused when the dataset was edited while samples were added, and the edit stays', async () => {
    const path = imageFolder(files);
    let meanwhile = (): Promise<unknown> => Promise.resolve();
    const slow: ExchangeFormat = {
      ...formatOf('slow', () => []),
      async *read() {
        await meanwhile();
        yield* asSamples([incoming(path, 'c.png')]);
      },
    };
    const opened = openDatasets([formatOf('test', () => asSamples([incoming(path, 'a.png')])), slow]);
    const { datasets } = opened;
    const { dataset } = await datasets.importNow(importing(path), unwatched);
    const [sample] = samplesOf(opened, dataset);
    const edits = [edit(sample, { text: 'other' })];
    meanwhile = () => Promise.resolve(datasets.calls.editSamples({ dataset, edits }));
    const adding = datasets.importNow(importing(path, { format: 'slow', mode: 'add' }), unwatched);
    await expect(adding).rejects.toMatchObject({ code: 'conflict' });
    expect(samplesOf(opened, dataset).map(({ text }) => text)).toEqual(['other']);

    meanwhile = () => Promise.resolve();
    await datasets.importNow(importing(path, { format: 'slow', mode: 'add' }), unwatched);
    expect(samplesOf(opened, dataset).map(({ text }) => text)).toEqual(['other', 'word']);
  });

  it('is refused when the dataset has edits from before samples were added', async () => {
    const path = imageFolder(files);
    const opened = openDatasets([
      formatOf('test', () => asSamples([incoming(path, 'a.png')])),
      formatOf('more', () => asSamples([incoming(path, 'c.png')])),
    ]);
    const { datasets } = opened;
    const { dataset } = await datasets.importNow(importing(path), unwatched);
    const [sample] = samplesOf(opened, dataset);
    datasets.calls.editSamples({ dataset, edits: [edit(sample, { text: 'other' })] });
    await datasets.importNow(importing(path, { format: 'more', mode: 'add' }), unwatched);
    await expect(datasets.importNow(importing(path), unwatched)).rejects.toThrow(
      'has edits that are not frozen',
    );
  });

  it.each<SplitRule>([
    { kind: 'given' },
    { kind: 'writer', shares: { validation: 0.2, test: 0.2 }, salt: '' },
  ])('recognises samples that are already in the dataset, split: $kind', async (splitRule) => {
    const path = imageFolder(files);
    const list = files.map((file) => incoming(path, file, { writer: file }));
    // The first sample comes twice.
    const { datasets } = openDatasets([formatOf('test', () => asSamples([...list, ...list.slice(0, 1)]))]);
    const first = await datasets.importNow(importing(path, { splitRule }), unwatched);
    expect(first).toMatchObject({ samples: 3, skipped: { 'already in the dataset': 1 } });
    const again = await datasets.importNow(importing(path, { mode: 'add' }), unwatched);
    expect(again).toMatchObject({ samples: 0, images: 3, skipped: { 'already in the dataset': 4 } });
    expect(datasets.calls.getDataset(first)).toMatchObject({ samples: 3 });
  });

  it('is refused when an added sample has another split than the existing one, and no rule assigns splits', async () => {
    const path = imageFolder(files);
    let split: Split = 'train';
    const { datasets } = openDatasets([
      formatOf('test', () => asSamples([incoming(path, 'a.png', { split })])),
    ]);
    await datasets.importNow(importing(path), unwatched);
    split = 'test';
    await expect(datasets.importNow(importing(path, { mode: 'add' }), unwatched)).rejects.toThrow('a.png');
  });
});
