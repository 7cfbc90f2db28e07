import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { collectSent } from '../../../main/library/ownFiles.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { insertFailedFile } from '../../../main/store/photos/failedFiles.ts';
import { insertJob, replaceJobState } from '../../../main/store/jobs/jobs.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { insertPhoto } from '../../../main/store/photos/photos.ts';
import { removePhotos } from '../../../main/store/photos/removedPhotos.ts';
import { findRun } from '../../../main/store/jobs/runs.ts';
import type { JobState } from '../../../shared/contract/job.ts';
import type { RunState } from '../../../shared/contract/run.ts';
import { insertIamRun } from '../../support/iamRun.ts';
import { temporaryFolder, temporaryLibrary, useDaily } from '../../support/library.ts';
import { openTestServices } from '../../support/services.ts';

const at = '2026-01-01T00:00:00.000Z';
const dayMs = 86_400_000;

function sent(inbox: string, name: string, ageMs: number): string {
  const folder = join(inbox, `dropped-${name}`);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'a.jpg');
  writeFileSync(path, name);
  const changed = (Date.now() - ageMs) / 1000;
  utimesSync(folder, changed, changed);
  return path;
}

function addJob(db: WritableDatabase, path: string, state: JobState): void {
  const job = insertJob(db, {
    kind: 'dataset',
    title: 'Make a dataset',
    request: { work: 'import', ask: { path } },
    follows: null,
    createdAt: at,
  });
  replaceJobState(db, job, { state, error: null, finishedAt: null });
}

function addRun(db: WritableDatabase, path: string, state: RunState): void {
  const run = findRun(db, insertIamRun(db, path, at));
  if (run !== undefined) replaceJobState(db, run.job, { state, error: null, finishedAt: null });
}

it('what browsers sent is deleted where nothing came of it, and nothing that may still be wanted', async () => {
  const { db, folder } = temporaryLibrary();
  const { inbox } = libraryPaths(folder);
  const old = (name: string): string => sent(inbox, name, 31 * dayMs);
  const photo = { bytes: 1, width: 10, height: 10, takenAt: null };
  insertPhoto(db, { ...photo, path: old('photo1'), sha256: 'a'.repeat(64) }, at);
  const removed = insertPhoto(db, { ...photo, path: old('remov1'), sha256: 'b'.repeat(64) }, at);
  removePhotos(db, [removed], at);
  insertFailedFile(db, old('aside1'), { code: 'file-empty', message: 'It has zero bytes.' }, at);
  addJob(db, old('paused'), 'paused');
  addJob(db, old('queued'), 'queued');
  addJob(db, old('cancel'), 'cancelled');
  addJob(db, old('failed'), 'failed');
  addRun(db, old('ranbad'), 'failed');
  addRun(db, old('randne'), 'done');
  old('cutoff');
  sent(inbox, 'newnew', 29 * dayMs);
  mkdirSync(join(inbox, 'samples'));
  useDaily(db);
  await collectSent(db, inbox);
  expect(readdirSync(inbox).sort()).toEqual([
    'dropped-aside1',
    'dropped-newnew',
    'dropped-paused',
    'dropped-photo1',
    'dropped-queued',
    'dropped-ranbad',
    'dropped-remov1',
    'samples',
  ]);
});

it("that is done by the process that begins to do the library's work", async () => {
  const folder = temporaryFolder();
  const library = join(folder, 'library');
  mkdirSync(library);
  const db = openLibrary(library);
  useDaily(db);
  db.close();
  const path = sent(libraryPaths(library).inbox, 'cutoff', 31 * dayMs);
  const { services } = await openTestServices(() => ({}), folder);
  services.start();
  await expect.poll(() => existsSync(path)).toBe(false);
});
