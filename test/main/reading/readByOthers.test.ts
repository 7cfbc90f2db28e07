import { expect, it } from 'vitest';
import { pageOf, reading, readWord } from '../../support/library.ts';
import { importAll, openTestServices, writePhoto } from '../../support/services.ts';

it('photos that other models have read are read again, the most uncertain first', async () => {
  const inUse = { detector: '', recogniser: '' };
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
  const models = await services.models.listModels();
  for (const { kind, sha256, promoted } of models) if (promoted && kind !== 'lines') inUse[kind] = sha256;

  expect(await services.reading.countReadByOthers()).toBe(3);
  order.length = 0;
  const job = await services.reading.readWithModelsInUse();
  expect(await services.jobs.finished(job.id)).toMatchObject({ state: 'done', done: 3, failed: 0 });
  expect(order[0]).toBe('doubtful.jpg');
  expect(await services.reading.countReadByOthers()).toBe(0);
  await expect(services.reading.readWithModelsInUse()).rejects.toMatchObject({ code: 'no-photos' });
});
