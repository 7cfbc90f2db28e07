import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { noFilter, type DatasetId } from '../../../shared/contract/datasetContents.ts';
import type { Job } from '../../../shared/contract/job.ts';
import { keepImages } from '../../../main/pictures/keepImages.ts';
import type { Services } from '../../../main/services.ts';
import { openSource } from '../../../main/exchange/archives/openSource.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { importing } from '../../support/datasetRecords.ts';
import { blankPng } from '../../support/images.ts';
import { temporaryFolder } from '../../support/library.ts';
import { openTestServices } from '../../support/services.ts';

/** A table of words with their images. */
function table(words: Record<string, string>): string {
  const folder = join(temporaryFolder(), 'words');
  mkdirSync(folder);
  const lines = Object.entries(words).map(([name, text], index) => {
    writeFileSync(join(folder, name), blankPng(30 + index, 20));
    return `${name}\t${text}`;
  });
  writeFileSync(join(folder, 'labels.tsv'), ['file\ttext', ...lines, ''].join('\n'));
  return folder;
}

async function done({ jobs }: Services, job: Job): Promise<void> {
  expect(await jobs.finished(job.id)).toMatchObject({ state: 'done', error: null });
}

/** A reader that never ends to keep images; `asked` says when it is asked. */
const hanging =
  (asked: PromiseWithResolvers<undefined>): Parameters<typeof openTestServices>[0] =>
  () => ({
    keepImages: () => {
      asked.resolve(undefined);
      return new Promise(() => undefined);
    },
  });

describe('Dataset jobs', () => {
  it('delete an uploaded file after its import, and nothing else', async () => {
    const { services } = await openTestServices();
    const { calls } = services.datasets;
    const own = table({ 'a.png': 'cat' });
    await done(services, calls.importDataset(importing(own, { format: 'tsv', name: 'own' })));
    const inbox = await services.library.createInbox();
    const sent = join(inbox, 'words');
    cpSync(own, sent, { recursive: true });
    const bad = calls.importDataset(importing(sent, { format: 'tsv', columns: { text: 'no such' } }));
    expect((await services.jobs.finished(bad.id)).state).toBe('failed');
    expect(existsSync(sent)).toBe(true);
    await done(services, calls.importDataset(importing(sent, { format: 'tsv', name: 'sent' })));
    await vi.waitFor(() => {
      expect(existsSync(inbox)).toBe(false);
    });
    expect(existsSync(own)).toBe(true);
    expect(calls.listDatasets().map(({ samples }) => samples)).toEqual([1, 1]);
  });

  it('import, freeze, verify and export, and report the outcome', async () => {
    const { services, events } = await openTestServices();
    const { calls } = services.datasets;
    const folder = table({ 'a.png': 'cat', 'b.png': 'dog' });
    const job = calls.importDataset(importing(folder, { format: 'tsv' }));
    expect(job).toMatchObject({ kind: 'dataset', title: 'Create dataset words' });
    await done(services, job);
    expect(calls.datasetOutcome({ job: job.id })).toMatchObject({
      work: 'import',
      outcome: { name: 'words', samples: 2, images: 2, skipped: {} },
    });
    const [dataset] = calls.listDatasets();
    if (dataset === undefined) throw new Error('The dataset is not there.');

    const freezing = calls.freezeDataset({
      dataset: dataset.id,
      author: 'me',
      note: 'first',
      tags: [],
    });
    expect(freezing.title).toBe('Freeze words');
    await done(services, freezing);
    const frozen = calls.datasetOutcome({ job: freezing.id });
    if (frozen?.work !== 'freeze') throw new Error('The freeze came to nothing.');
    const { version } = frozen.outcome;
    const verifying = calls.verifyVersion({ version });
    await done(services, verifying);
    expect(calls.datasetOutcome({ job: verifying.id })).toEqual({
      work: 'verify',
      outcome: { version, objects: 2, bad: [] },
    });
    const path = join(temporaryFolder(), 'out');
    const exporting = calls.exportVersion({
      version,
      dataset: null,
      format: 'inkdex',
      path,
      url: null,
    });
    await done(services, exporting);
    expect(readFileSync(join(path, 'metadata.toml'), 'utf8')).toContain(version);
    await expect(services.downloads.find(exporting.id)).rejects.toMatchObject({ code: 'not-found' });
    const saving = calls.exportVersion({
      version,
      dataset: null,
      format: 'inkdex',
      path: null,
      url: null,
    });
    expect(await services.jobs.finished(saving.id)).toMatchObject({ state: 'done', hasDownload: true });
    const archive = await services.downloads.find(saving.id);
    expect(basename(archive)).toBe(`words ${version.slice(0, 8)} inkdex.zip`);
    const unpacked = await openSource(archive, join(temporaryFolder(), 'out'), new AbortController().signal);
    expect(readFileSync(join(unpacked, 'metadata.toml'), 'utf8')).toContain(version);
    expect(events.filter((name) => name === 'datasetsChanged')).toHaveLength(2);
    expect(services.jobs.calls.listJobs().map(({ kind }) => kind)).toEqual([
      'dataset',
      'dataset',
      'dataset',
      'dataset',
      'dataset',
    ]);

    const contents = { dataset: dataset.id };
    const { samples } = calls.listSamples({ contents, filter: noFilter, offset: 0, limit: 9 });
    const pictures = await Promise.all(samples.map(({ id }) => services.library.picture('sample', id)));
    for (const { path: picture } of pictures)
      expect(readFileSync(picture).subarray(0, 2).toString('hex')).toBe('ffd8');
    await expect(services.library.picture('sample', 9999)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('fail with the reason, and leave nothing behind', async () => {
    const { services } = await openTestServices();
    const folder = table({ 'a.png': 'cat' });
    writeFileSync(join(folder, 'labels.tsv'), 'file\ttext\na.png\tcat\ngone.png\tdog\n');
    const job = services.datasets.calls.importDataset(importing(folder, { format: 'tsv' }));
    const ended = await services.jobs.finished(job.id);
    expect(ended).toMatchObject({ state: 'failed', error: { code: 'data-invalid' } });
    expect(ended.error?.message).toContain('gone.png');
    expect(services.datasets.calls.datasetOutcome({ job: job.id })).toBe(null);
    expect(services.datasets.calls.listDatasets()).toEqual([]);
  });

  it('that were running when the library was closed are completed when it is opened again', async () => {
    const folder = temporaryFolder();
    const images = table({ 'a.png': 'cat', 'b.png': 'dog' });
    const asked = Promise.withResolvers<undefined>();
    const first = await openTestServices(hanging(asked), folder);
    first.services.datasets.calls.importDataset(importing(images, { format: 'tsv' }));
    await asked.promise;
    await first.services.close();

    const { services } = await openTestServices(() => ({}), folder);
    const [job] = services.jobs.calls.listJobs();
    if (job === undefined) throw new Error('The job is gone.');
    await done(services, job);
    expect(services.datasets.calls.listDatasets()).toMatchObject([{ name: 'words', samples: 2 }]);
  });

  it('unpack on the library’s disk, and remove what a killed job had unpacked', async () => {
    const folder = temporaryFolder();
    const { scratch } = libraryPaths(join(folder, 'library'));
    const left = join(scratch, 'import-killed', 'unpacked');
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, 'a.png'), blankPng(30, 20));
    let unpacking: string[] = [];
    const { services } = await openTestServices(
      () => ({
        keepImages: (request, { signal }) => {
          unpacking = readdirSync(scratch);
          return keepImages(request, signal);
        },
      }),
      folder,
    );
    const images = table({ 'a.png': 'cat' });
    const job = services.datasets.calls.importDataset(importing(images, { format: 'tsv' }));
    await done(services, job);
    expect(unpacking).toHaveLength(1);
    expect(unpacking).not.toContain('import-killed');
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('are stopped by cancelling, and do not stop a reading job', async () => {
    const asked = Promise.withResolvers<undefined>();
    const { services, photos } = await openTestServices(hanging(asked));
    const images = table({ 'a.png': 'cat' });
    const job = services.datasets.calls.importDataset(importing(images, { format: 'tsv' }));
    await asked.promise;
    mkdirSync(photos, { recursive: true });
    const reading = await services.library.importPaths({ paths: [photos], read: true });
    expect(await services.jobs.finished(reading.id)).toMatchObject({ kind: 'import', state: 'done' });
    expect((await services.jobs.calls.cancelJob({ job: job.id })).state).toBe('cancelled');
    expect(await services.jobs.finished(job.id)).toMatchObject({ state: 'cancelled' });
    expect(services.datasets.calls.listDatasets()).toEqual([]);
    const missing = 77 as DatasetId;
    expect(() => services.datasets.calls.getDataset({ dataset: missing })).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });
});
