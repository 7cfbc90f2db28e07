import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { secondReaderFile } from '../../../main/installation.ts';
import { pageOf, reading, readWord } from '../../support/library.ts';
import { importAll, openTestServices, writePhoto } from '../../support/services.ts';

it('photos that other models have read are read again, the most uncertain first', async () => {
  const inUse = { detector: '', recogniser: '', second: await secondReader() };
  const order: string[] = [];
  const { services, photos } = await openTestServices(() => ({
    read({ path }) {
      order.push(path.replace(/^.*[\\/]/u, ''));
      const page = path.endsWith('doubtful.jpg')
        ? reading([readWord([['ink', 0.3]], [0, 0, 9, 9], 0)])
        : pageOf('ink');
      return Promise.resolve(inUse.detector === '' ? page : { ...page, ...inUse });
    },
  }));
  for (const [shade, name] of ['sure.jpg', 'doubtful.jpg', 'newest.jpg'].entries()) {
    await writePhoto(photos, name, shade);
  }
  await importAll(services, [photos]);
  const models = await services.models.calls.listModels();
  for (const { kind, sha256, promoted } of models) if (promoted && kind !== 'lines') inUse[kind] = sha256;

  expect(await services.reading.calls.countReadByOthers()).toBe(3);
  order.length = 0;
  const job = await services.reading.calls.readWithModelsInUse();
  expect(await services.jobs.finished(job.id)).toMatchObject({ state: 'done', done: 3, failed: 0 });
  expect(order[0]).toBe('doubtful.jpg');
  expect(await services.reading.calls.countReadByOthers()).toBe(0);
  await expect(services.reading.calls.readWithModelsInUse()).rejects.toMatchObject({ code: 'no-photos' });
});

it('photos that were read without a second opinion are read again with it, and the others not without it', async () => {
  const second = await secondReader();
  const inUse = { detector: '', recogniser: '' };
  const { services, photos } = await openTestServices(() => ({
    read: ({ fast }) => Promise.resolve({ ...pageOf('ink'), ...inUse, second: fast ? null : second }),
  }));
  for (const { kind, sha256, promoted } of await services.models.calls.listModels()) {
    if (promoted && kind !== 'lines') inUse[kind] = sha256;
  }
  await writePhoto(photos, 'both.jpg', 0);
  await importAll(services, [photos]);
  expect(services.models.calls.chooseSecondOpinion({ asked: false })).toBe(false);
  expect(await services.reading.calls.countReadByOthers()).toBe(0);
  await writePhoto(photos, 'alone.jpg', 1);
  await importAll(services, [photos]);
  expect(await services.reading.calls.countReadByOthers()).toBe(0);
  services.models.calls.chooseSecondOpinion({ asked: true });
  expect(await services.reading.calls.countReadByOthers()).toBe(1);
  const { id } = await services.reading.calls.readWithModelsInUse();
  expect(await services.jobs.finished(id)).toMatchObject({ state: 'done', done: 1 });
  expect(await services.reading.calls.countReadByOthers()).toBe(0);
});

async function secondReader(): Promise<string> {
  return createHash('sha256')
    .update(await readFile(secondReaderFile))
    .digest('hex');
}

it('a job that reads them again ends when the person goes back to the earlier models, and no other job does', async () => {
  const reading = Promise.withResolvers<undefined>();
  let isFirst = true;
  const { services, photos } = await openTestServices(() => ({
    async read(_photo, { signal }) {
      if (isFirst) return pageOf('ink');
      reading.resolve(undefined);
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'));
        });
      });
      return pageOf('ink');
    },
  }));
  await writePhoto(photos, 'one.jpg', 0);
  await importAll(services, [photos]);
  isFirst = false;
  const again = await services.reading.calls.readWithModelsInUse();
  await reading.promise;
  const own = services.reading.calls.readPhotos({
    photos: services.library.calls.listPhotoIds({ status: null }).slice(0, 1),
  });
  await services.reading.stopReadingAgain();
  const stateOf = (id: number) => services.jobs.calls.listJobs().find((job) => job.id === id)?.state;
  expect([stateOf(again.id), stateOf(own.id)]).toEqual([
    'cancelled',
    expect.stringMatching(/queued|running/u),
  ]);
  await services.jobs.calls.cancelJob({ job: own.id });
});

it('going back to earlier models restores what they had read, without a new reading', async () => {
  const inUse = { detector: '', recogniser: '', second: await secondReader() };
  let page = pageOf('ink');
  let readings = 0;
  const { services, photos } = await openTestServices(() => ({
    read() {
      readings += 1;
      return Promise.resolve(page);
    },
  }));
  for (const { kind, sha256, promoted } of await services.models.calls.listModels()) {
    if (promoted && kind !== 'lines') inUse[kind] = sha256;
  }
  const ours = [
    readWord(
      [
        ['O(n)', 0.49],
        ['O(1)', 0.4],
      ],
      [0, 0, 9, 9],
      0,
    ),
    readWord([['pen', 0.9]], [20, 0, 9, 9], 0),
    readWord([['paper', 0.8]], [0, 30, 9, 9], 1),
  ];
  page = { ...reading(ours), ...inUse };
  await writePhoto(photos, 'page.jpg', 0);
  await importAll(services, [photos]);
  const [photo] = services.library.calls.listPhotoIds({ status: null });
  if (photo === undefined) throw new Error('There is no photo.');
  const texts = () => services.labels.calls.getLabels({ photo }).words.map(({ text, line }) => [text, line]);
  const first = texts();

  page = { ...reading([readWord([['O(1)', 0.6]], [0, 0, 9, 9], 0)]), recogniser: 'b'.repeat(64) };
  const { id: other } = services.reading.calls.readPhotos({ photos: [photo] });
  await services.jobs.finished(other);
  expect(texts()).toEqual([['O(1)', 0]]);
  expect(services.labels.calls.changedWords({ limit: 9 }).words).toHaveLength(1);

  const { id: back } = await services.reading.calls.readWithModelsInUse();
  await services.jobs.finished(back);
  expect(texts()).toEqual(first);
  expect(services.labels.calls.changedWords({ limit: 9 }).words).toHaveLength(0);
  expect(readings).toBe(2);
});
