import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createLibrary } from '../../../main/library/service.ts';
import { createDownloads } from '../../../main/jobs/downloads.ts';
import { createJobs } from '../../../main/jobs/service.ts';
import { insertFailedFile, listFailedFiles } from '../../../main/store/photos/failedFiles.ts';
import { insertJob, replaceJobItems, replaceJobState } from '../../../main/store/jobs/jobs.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { insertPhoto, replacePhotoStatus } from '../../../main/store/photos/photos.ts';
import { temporaryFolder, temporaryLibrary } from '../../support/library.ts';
import { openTestServices } from '../../support/services.ts';
import { startWorker } from '../../../main/workers/client.ts';
import { labelsOf } from '../../support/labels.ts';
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
  await services.jobs.calls.cancelJob({ job });
  expect(await services.jobs.finished(job)).toMatchObject({ state: 'cancelled' });
  expect(services.library.calls.getPhoto({ photo }).photo.status).toBe('waiting');
});

it('tells of a retried file once it is on disk, not before', async () => {
  const { db, folder } = temporaryLibrary();
  const told: boolean[] = [];
  const announce = (): void => {
    told.push(db.inTransaction);
  };
  insertFailedFile(db, '/p/a.jpg', { code: 'file-empty', message: 'It has zero bytes.' }, at);
  const library = createLibrary({
    db,
    folder,
    ownFolder: folder,
    version: '1',
    samples: [],
    lock: freeLock,
    announce,
    jobs: createJobs({ db, lock: freeLock, announce }),
    reader: startWorker({ kind: 'reader' }),
    pdf: startWorker({ kind: 'pdf' }),
    downloads: createDownloads(db, folder),
    exportModel: () => Promise.resolve(),
    findHits: () => new Map(),
    searchPhotos: () => [],
    editLabels: (args) => labelsOf(db).calls.editLabels(args),
  });
  await library.calls.retryFailures({ failures: listFailedFiles(db).map(({ id }) => id) });
  expect(told.length).toBeGreaterThan(0);
  expect(told).not.toContain(true);
});
