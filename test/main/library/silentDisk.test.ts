import { expect, it } from 'vitest';
import { importAll, names, openTestServices, writePhoto } from '../../support/services.ts';

it('a photo on a disk that never answers is set aside, the rest goes on, and it is in once the disk answers', async () => {
  let isSilent = true;
  const never = (): Promise<never> => new Promise(() => undefined);
  const { services, photos } = await openTestServices(
    () => ({
      async inspect({ path }) {
        if (isSilent && path.endsWith('b.jpg')) return await never();
        const sha256 = Buffer.from(path.slice(-5)).toString('hex').padEnd(64, '0');
        return { sha256, bytes: 1, width: 64, height: 48, format: 'jpeg', takenAt: null };
      },
      render: () => Promise.resolve({ width: 64, height: 48 }),
    }),
    undefined,
    { limits: { deadlineMs: 300, graceMs: 20 } },
  );
  for (const [shade, name] of ['a.jpg', 'b.jpg', 'c.jpg'].entries()) await writePhoto(photos, name, shade);
  const { job } = await importAll(services, [photos], false);
  expect(job).toMatchObject({ state: 'done', done: 3, failed: 1 });
  expect(names(services)).toEqual(['c.jpg', 'a.jpg']);
  expect(services.library.calls.listFailures()).toMatchObject([
    {
      name: 'b.jpg',
      error: { code: 'too-slow', message: 'This file took longer than 0.3 seconds and was stopped.' },
    },
  ]);
  // The disk answers again.
  isSilent = false;
  const retried = services.library.calls.retryFailures({
    failures: services.library.calls.listFailures().map(({ id }) => id),
  });
  expect(await services.jobs.finished((await retried).id)).toMatchObject({ state: 'done', failed: 0 });
  expect(names(services)).toEqual(['b.jpg', 'c.jpg', 'a.jpg']);
});
