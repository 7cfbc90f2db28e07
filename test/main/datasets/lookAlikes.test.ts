import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { noFilter } from '../../../shared/contract/datasetContents.ts';
import type { IncomingSample } from '../../../main/exchange/exchangeFormat.ts';
import { createRandom } from '../../../shared/random.ts';
import { asSamples, formatOf, importing, incoming, unwatched } from '../../support/datasetRecords.ts';
import { temporaryFolder } from '../../support/library.ts';
import { openDatasets, type OpenedDatasets } from '../../support/openDatasets.ts';

/** Strokes that depend on the seed. */
async function strokes(seed: number): Promise<Buffer> {
  const random = createRandom(seed);
  const lines = Array.from({ length: 14 }, () => {
    const [x, y] = [random.between(5, 200), random.between(5, 50)];
    return `<path d="M${x},${y} q10,-20 ${random.between(5, 30)},5"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="220" height="60"><rect width="220" height="60" fill="#fff"/><g stroke="#222" stroke-width="4" fill="none">${lines.join('')}</g></svg>`;
  return await sharp(Buffer.from(svg)).png().toBuffer();
}

/** A dataset of three pictures, two of them similar; `folder` is their folder. */
async function opened(samples: (folder: string) => IncomingSample[]): Promise<OpenedDatasets> {
  const folder = temporaryFolder();
  const [first, second] = [await strokes(1), await strokes(2)];
  writeFileSync(join(folder, 'one.png'), first);
  writeFileSync(join(folder, 'one again.jpg'), await sharp(first).jpeg({ quality: 70 }).toBuffer());
  writeFileSync(join(folder, 'other.png'), second);
  const held = openDatasets([formatOf('test', () => asSamples(samples(folder)))]);
  await held.datasets.importNow(importing(folder), unwatched);
  return { ...held, folder };
}

describe('Similar pictures', () => {
  it('are listed after a comparison, those across splits first', async () => {
    const { datasets } = await opened((folder) => [
      incoming(folder, 'one.png', { split: 'train' }),
      incoming(folder, 'one again.jpg', { split: 'test' }),
      incoming(folder, 'other.png', { split: 'train' }),
      incoming(folder, 'other.png', { key: 'twin', split: 'train' }),
    ]);
    const [dataset] = datasets.calls.listDatasets();
    if (dataset === undefined) throw new Error('The dataset is gone.');
    const contents = { dataset: dataset.id };
    expect(datasets.calls.checkSplits({ contents })).toMatchObject({
      compared: 0,
      pictures: 3,
      lookAlikes: 0,
    });

    expect(await datasets.compareNow(contents, unwatched)).toBe(3);
    expect(await datasets.compareNow(contents, unwatched)).toBe(0);
    const { groups, total, compared, pictures } = datasets.calls.listLookAlikes({
      contents,
      offset: 0,
      limit: 10,
    });
    expect({ total, compared, pictures }).toEqual({ total: 2, compared: 3, pictures: 3 });
    expect(
      groups.map(({ kind, isAcrossSplits, size, samples }) => [
        kind,
        isAcrossSplits,
        size,
        samples.map(({ key }) => key).sort(),
      ]),
    ).toEqual([
      ['near', true, 2, ['one again.jpg', 'one.png']],
      ['same', false, 2, ['other.png', 'twin']],
    ]);
    expect(datasets.calls.checkSplits({ contents })).toMatchObject({
      splits: { train: 3, validation: 0, test: 1, none: 0 },
      lookAlikes: 1,
    });
  });
});

describe('The check of the splits', () => {
  it('names writers and pages in several splits, until a rule has assigned the splits', async () => {
    const sides = [
      ['ann', 'p1', 'train'],
      ['ann', 'p2', 'test'],
      ['bob', 'p1', 'test'],
      ['cho', null, null],
      ['cho', null, 'train'],
      [null, 'p3', 'train'],
      [null, 'p3', 'validation'],
    ] as const;
    const { datasets } = await opened((folder) =>
      sides.map(([writer, page, split], index) =>
        incoming(folder, 'one.png', { key: String(index), writer, page, split }),
      ),
    );
    const [dataset] = datasets.calls.listDatasets();
    if (dataset === undefined) throw new Error('The dataset is gone.');
    const check = datasets.calls.checkSplits({ contents: { dataset: dataset.id } });
    expect(check.writers).toEqual([
      { name: 'ann', file: 'one.png', splits: { train: 1, validation: 0, test: 1, none: 0 } },
    ]);
    expect(check.pages.map(({ name }) => name)).toEqual(['p1', 'p3']);
    expect(check.pages.every(({ file }) => file.endsWith('.png'))).toBe(true);
    const rule = { kind: 'page', shares: { validation: 0.2, test: 0.2 }, salt: '' } as const;
    const assigned = await datasets.calls.splitDataset({ dataset: dataset.id, rule });
    expect(assigned.pages).toEqual([]);
    expect(assigned.splits.none).toBe(0);
    expect(datasets.calls.getDataset({ dataset: dataset.id })).toMatchObject({
      splitRule: rule,
      samples: 7,
    });
  });

  it('is not needed after samples are added, because the same rule assigns their splits', async () => {
    let writers = ['a', 'b', 'c', 'd', 'e', 'f'];
    const { datasets, folder } = await opened((path) =>
      writers.map((writer) => incoming(path, 'one.png', { key: writer, writer })),
    );
    const [made] = datasets.calls.listDatasets();
    if (made === undefined) throw new Error('The dataset is gone.');
    const rule = { kind: 'writer', shares: { validation: 0.2, test: 0.2 }, salt: '' } as const;
    await datasets.calls.splitDataset({ dataset: made.id, rule });
    const asked = { contents: { dataset: made.id }, filter: noFilter, offset: 0, limit: 99 };
    const before = datasets.calls.listSamples(asked).samples;
    writers = ['g', 'h', 'i', 'j'];
    await datasets.importNow(importing(folder, { mode: 'add' }), unwatched);
    const after = datasets.calls.listSamples(asked).samples;
    expect(after.slice(0, 6)).toEqual(before);
    expect(after.map(({ split }) => split)).not.toContain(null);
    expect(after).toHaveLength(10);
  });
});
