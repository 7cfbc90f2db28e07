import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createLibrary } from '../../../main/library/service.ts';
import { JobRunner } from '../../../main/library/jobRunner.ts';
import { insertFailedFile, listFailedFiles } from '../../../main/store/failedFiles.ts';
import { replaceJobItems } from '../../../main/store/jobItems.ts';
import { insertJob, replaceJobState } from '../../../main/store/jobs.ts';
import { openLibrary } from '../../../main/store/open.ts';
import { insertPhoto, replacePhotoStatus } from '../../../main/store/photos.ts';
import { temporaryFolder, temporaryLibrary } from '../../support/library.ts';
import { openTestServices } from '../../support/services.ts';
import { freeLock } from '../../support/lock.ts';

const at = '2026-01-01T00:00:00.000Z';

it('leaves no photo being read after a kill, though its job is cancelled before it comes to it again', async () => {
  const folder = temporaryFolder();
  const library = join(folder, 'library');
  mkdirSync(library);
  const db = openLibrary(library);
  const file = { path: '/p/a.jpg', sha256: 'a'.repeat(64), bytes: 1, width: 10, height: 10, takenAt: null };
  const photo = insertPhoto(db, file, at);
  const left = { kind: 'read', title: 'Read 1 photo', request: { photos: [photo] } } as const;
  const job = insertJob(db, { ...left, follows: null, createdAt: at });
  replaceJobState(db, job, { state: 'running', error: null, finishedAt: null });
  replaceJobItems(db, job, [{ photo }]);
  replacePhotoStatus(db, photo, 'reading', null);
  db.close();

  const { services } = await openTestServices(() => ({}), folder);
  services.jobs.cancel({ job });
  expect(await services.jobs.finished(job)).toMatchObject({ state: 'cancelled' });
  expect(services.library.getPhoto({ photo }).photo.status).toBe('waiting');
});

it('tells of a retried file once it is on disk, not before', async () => {
  const { db, folder } = temporaryLibrary();
  const told: boolean[] = [];
  const announce = (): void => {
    told.push(db.inTransaction);
  };
  const runner = new JobRunner({ db, lock: freeLock, announce, onItem: () => undefined, steps: {} });
  insertFailedFile(db, '/p/a.jpg', { code: 'file-empty', message: 'It has zero bytes.' }, at);
  const library = createLibrary({
    db,
    folder,
    version: '1',
    samples: [],
    lock: freeLock,
    announce,
    runner,
    outcomes: { listen: () => undefined, onItem: () => undefined, end: () => undefined },
    pictures: {
      find: () => Promise.reject(new Error('no pictures')),
      makeThumbnail: () => Promise.resolve(),
      remove: () => Promise.resolve(),
    },
  });
  await library.retryFailures({ failures: listFailedFiles(db).map(({ id }) => id) });
  expect(told.length).toBeGreaterThan(0);
  expect(told).not.toContain(true);
});
