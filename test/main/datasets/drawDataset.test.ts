import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { shippedFontsFolder } from '../../../main/ml/synthetic/fonts.ts';
import { noFilter, type DatasetId } from '../../../shared/contract/datasetContents.ts';
import type { DrawDataset } from '../../../shared/contract/datasetWork.ts';
import { unwatched } from '../../support/datasetRecords.ts';
import { temporaryFolder } from '../../support/library.ts';
import { openDatasets, type OpenedDatasets } from '../../support/openDatasets.ts';

const words: DrawDataset = {
  name: 'drawn',
  texts: { text: 'stack queue tree' },
  fonts: null,
  level: 'word',
  count: 7,
  seed: 5,
  mode: null,
  splitRule: null,
  licence: null,
};

function samplesOf({ datasets }: OpenedDatasets, dataset: DatasetId) {
  const asked = { contents: { dataset }, filter: noFilter, offset: 0, limit: 100 };
  return datasets.calls.listSamples(asked).samples;
}

it('draws every text as often as the others, as samples with source synthetic', async () => {
  const opened = openDatasets();
  const taken = await opened.datasets.drawNow(words, unwatched);
  expect(taken).toMatchObject({ name: 'drawn', samples: 7, images: 7, skipped: {} });
  const samples = samplesOf(opened, taken.dataset);
  const counts = ['stack', 'queue', 'tree'].map(
    (text) => samples.filter((each) => each.text === text).length,
  );
  expect(counts.toSorted()).toEqual([2, 2, 3]);
  for (const sample of samples) {
    expect(sample).toMatchObject({
      level: 'word',
      writer: 'synthetic 1',
      source: { kind: 'import', name: 'synthetic' },
    });
  }
});

it('draws the same images from the same seed, and those of the preview first', async () => {
  const [first, second, other] = [openDatasets(), openDatasets(), openDatasets()];
  const imagesOf = async (opened: OpenedDatasets, seed: number) => {
    const { dataset } = await opened.datasets.drawNow({ ...words, seed }, unwatched);
    return samplesOf(opened, dataset).map(({ image, text }) => [text, image]);
  };
  const images = await imagesOf(first, 5);
  expect(await imagesOf(second, 5)).toEqual(images);
  expect(await imagesOf(other, 6)).not.toEqual(images);
  const { fonts, texts, level, seed } = words;
  const preview = await first.datasets.calls.previewDrawing({ fonts, texts, level, seed });
  expect(preview).toMatchObject({ texts: 3, leftOut: 0, reasons: [] });
  expect(preview.samples).toHaveLength(12);
  expect(preview.samples.slice(0, 7).map(({ text }) => text)).toEqual(images.map(([text]) => text));
  expect(Buffer.from(preview.samples[0]?.png ?? '', 'base64').toString('latin1', 1, 4)).toBe('PNG');
});

it('draws the lines of a file with the fonts of a folder', async () => {
  const folder = temporaryFolder();
  const fonts = join(folder, 'fonts');
  mkdirSync(fonts);
  copyFileSync(join(shippedFontsFolder, 'kalam-latin-400-normal.woff2'), join(fonts, 'kalam.woff2'));
  const path = join(folder, 'lines.txt');
  writeFileSync(path, '  one  line \r\n\r\nanother line\n');
  const opened = openDatasets();
  const ask = { ...words, texts: { path }, fonts, level: 'line', count: 2 } as const;
  const { dataset } = await opened.datasets.drawNow(ask, unwatched);
  const samples = samplesOf(opened, dataset);
  expect(samples.map(({ text }) => text).toSorted()).toEqual(['another line', 'one line']);
  expect(samples.every(({ level }) => level === 'line')).toBe(true);
});

it('says which texts are left out because no font has their characters', async () => {
  const { datasets } = openDatasets();
  const taken = await datasets.drawNow({ ...words, texts: { text: 'tree жук' } }, unwatched);
  expect(taken.samples).toBe(7);
  expect(taken.leftOut).toEqual([{ reason: 'cannot be drawn', place: '"жук": no font draws "жук"' }]);
});

it.each([
  ['text without a word', { text: ' \n' }, null, /The text is empty\. Expected words or lines to draw/u],
  [
    'text that no font can draw',
    { text: 'жук' },
    null,
    /These fonts can draw no text of the list\. The first: "жук"/u,
  ],
  [
    'file that does not exist',
    { path: '/nowhere/words.txt' },
    null,
    /"\/nowhere\/words\.txt" was not found\. Check the path/u,
  ],
  [
    'folder of fonts that does not exist',
    { text: 'tree' },
    '/nowhere/fonts',
    /"\/nowhere\/fonts" cannot be read/u,
  ],
])('rejects a %s', async (_what, texts, fonts, message) => {
  const { datasets } = openDatasets();
  await expect(datasets.drawNow({ ...words, texts, fonts }, unwatched)).rejects.toThrow(message);
  expect(datasets.calls.listDatasets()).toEqual([]);
});

it('rejects a folder without fonts, and a file that is not text', async () => {
  const { datasets } = openDatasets();
  const folder = temporaryFolder();
  await expect(datasets.drawNow({ ...words, fonts: folder }, unwatched)).rejects.toThrow(/contains no font/u);
  const path = join(folder, 'words.txt');
  writeFileSync(path, Buffer.from([0xff, 0xfe, 0x41]));
  await expect(datasets.drawNow({ ...words, texts: { path } }, unwatched)).rejects.toThrow(/UTF-8/u);
});

it('stops when it is cancelled, and leaves nothing', async () => {
  const { datasets } = openDatasets();
  const stop = new AbortController();
  const drawing = datasets.drawNow(
    { ...words, count: 1000 },
    {
      signal: stop.signal,
      onProgress: () => {
        stop.abort();
      },
    },
  );
  await expect(drawing).rejects.toThrow();
  expect(datasets.calls.listDatasets()).toEqual([]);
});
