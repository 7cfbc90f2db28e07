import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { previewImport } from '../../../main/datasets/previewImport.ts';
import { csv } from '../../../main/exchange/table/format.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { eightWritten, writeWordFolder } from '../../e2e/wordFolder.ts';
import { asSamples, formatOf, incoming } from '../../support/datasetRecords.ts';
import { openDatasets } from '../../support/openDatasets.ts';
import { temporaryFolder } from '../../support/library.ts';

it('a preview says how many samples come, and which records would stop the import', async () => {
  const folder = temporaryFolder();
  writeWordFolder(folder);
  rmSync(join(folder, '3.png'));
  appendFileSync(join(folder, 'words.csv'), '1.png,twice,anna,nowhere\n');
  const { datasets } = openDatasets([csv]);
  const files = { path: folder, format: 'csv', recipe: null, columns: null };
  const preview = await datasets.calls.previewImport(files);
  expect(preview).toMatchObject({ levels: [{ level: 'word', count: 7 }], images: 7, isWhole: true });
  expect(preview.texts).toEqual(eightWritten.filter(({ file }) => file !== '3.png').map(({ text }) => text));
  expect(preview.problems).toMatchObject([{ reason: 'invalid', count: 2, isFatal: true }]);
  expect(preview.problems[0]?.first).toContain('words.csv, line 5');
  expect(datasets.calls.listDatasets().length).toBe(0);
});

it('a preview of files without an end stops, and the process goes on meanwhile', async () => {
  const folder = temporaryFolder();
  writeWordFolder(folder);
  const endless = formatOf('endless', function* () {
    yield { kind: 'skipped', reason: 'wrong segmentation', place: 'words.txt, line 1' };
    yield* asSamples([incoming(folder, 'gone.png')]);
    for (let index = 0; ; index += 1)
      yield { kind: 'sample', sample: incoming(folder, '0.png', { key: `${index}` }) };
  });
  const reader = { call: () => Promise.reject(new Error('No size is asked for.')) };
  const files = { path: folder, format: 'endless', recipe: null, columns: null };
  const parts = { reader, folders: libraryPaths(folder), formats: [endless] };
  const preview = await previewImport(parts, files, 2000);
  expect(preview).toMatchObject({ images: 1, isWhole: false });
  expect(preview.problems).toEqual([
    { reason: 'wrong segmentation', count: 1, first: 'words.txt, line 1', isFatal: false },
    { reason: 'image missing', count: 1, first: 'gone.png', isFatal: true },
  ]);
  expect(preview.levels[0]?.count).toBeGreaterThan(0);
});
