import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { insertFailedFile, listFailedFiles } from '../../../main/store/photos/failedFiles.ts';
import { requireJobRequest, insertJob } from '../../../main/store/jobs/jobs.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { findPhoto, insertPhoto } from '../../../main/store/photos/photos.ts';
import { restorePhotos, removePhotos } from '../../../main/store/photos/removedPhotos.ts';
import { findRun } from '../../../main/store/jobs/runs.ts';
import { insertIamRun } from '../../support/iamRun.ts';
import { temporaryFolder } from '../../support/library.ts';

const at = '2026-01-01T00:00:00.000Z';
const file = { bytes: 1, width: 10, height: 10, takenAt: null };

it('finds the files of a library that was moved, and leaves those that lie elsewhere', () => {
  const folder = temporaryFolder();
  const [before, now] = [join(folder, 'Bücher 100%_'), join(folder, 'elsewhere', 'library')];
  const db = openLibrary(before);
  const insert = (path: string, letter: string) =>
    insertPhoto(db, { ...file, path, sha256: letter.repeat(64) }, at);
  const own = insert(join(before, 'inbox', 'a.jpg'), 'a');
  const beside = insert(`${before} too/b.jpg`, 'b');
  const removed = insert(join(before, 'pages', 'c.jpg'), 'c');
  removePhotos(db, [removed], at);
  insertFailedFile(db, join(before, 'inbox', 'd.jpg'), { code: 'file-empty', message: 'It is empty.' }, at);
  db.close();

  mkdirSync(join(folder, 'elsewhere'));
  renameSync(before, now);
  const moved = openLibrary(now);
  restorePhotos(moved, [removed]);
  expect(findPhoto(moved, own)?.path).toBe(join(now, 'inbox', 'a.jpg'));
  expect(findPhoto(moved, beside)?.path).toBe(`${before} too/b.jpg`);
  expect(findPhoto(moved, removed)?.path).toBe(join(now, 'pages', 'c.jpg'));
  expect(listFailedFiles(moved).map(({ path }) => path)).toEqual([join(now, 'inbox', 'd.jpg')]);
  moved.close();
});

it('takes what waiting jobs and runs were asked for along with a library that was moved', () => {
  const folder = temporaryFolder();
  const [before, now] = [join(folder, 'Bücher'), join(folder, 'now')];
  const db = openLibrary(before);
  const ask = (request: unknown) =>
    insertJob(db, { kind: 'import', title: 'Import 2 files', request, follows: null, createdAt: at });
  const elsewhere = join(folder, 'photos', 'b.jpg');
  const photos = ask({ paths: [join(before, 'inbox', 'dropped-abcdef', 'a.jpg'), elsewhere], read: true });
  const dataset = ask({ work: 'import', ask: { path: join(before, 'inbox', 'dropped-ghijkl', 'iam.zip') } });
  const run = insertIamRun(db, join(before, 'inbox', 'dropped-mnopqr', 'iam.zip'), at);
  db.close();

  renameSync(before, now);
  const moved = openLibrary(now);
  const job = findRun(moved, run)?.job;
  expect(job === undefined ? null : requireJobRequest(moved, job, z.unknown())).toEqual({
    path: join(now, 'inbox', 'dropped-mnopqr', 'iam.zip'),
    recipe: 'strict',
  });
  expect(requireJobRequest(moved, photos, z.unknown())).toEqual({
    paths: [join(now, 'inbox', 'dropped-abcdef', 'a.jpg'), elsewhere],
    read: true,
  });
  expect(requireJobRequest(moved, dataset, z.unknown())).toEqual({
    work: 'import',
    ask: { path: join(now, 'inbox', 'dropped-ghijkl', 'iam.zip') },
  });
  moved.close();
});
