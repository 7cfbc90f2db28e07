import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { splitDataset } from '../../../main/datasets/assignSplits.ts';
import { createDatasetLocks } from '../../../main/datasets/locks.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { datasetIdSchema } from '../../../shared/contract/datasetContents.ts';
import { temporaryLibrary } from '../../support/library.ts';
import { freeLock } from '../../support/lock.ts';

it('a failed garbage collection is reported to the next work, and does not keep the library from closing', async () => {
  const { db, folder } = temporaryLibrary();
  const locks = createDatasetLocks(db, freeLock, libraryPaths(folder));
  db.exec('PRAGMA query_only = ON');
  locks.collectSoon();
  await expect(locks.settled()).resolves.toBeUndefined();
  await expect(locks.startWriting()).rejects.toMatchObject({ code: 'library-read-only' });
  db.exec('PRAGMA query_only = OFF');
  const leave = await locks.startWriting();
  leave();
});

it('work on a dataset that is gone does not keep garbage from being collected', async () => {
  const { db, folder } = temporaryLibrary();
  const folders = libraryPaths(folder);
  const locks = createDatasetLocks(db, freeLock, folders);
  const gone = datasetIdSchema.parse(99);
  const { signal } = new AbortController();
  await expect(splitDataset(db, locks, gone, { kind: 'given' }, signal)).rejects.toMatchObject({
    code: 'not-found',
  });
  await mkdir(folders.scratch, { recursive: true });
  locks.collectSoon();
  await locks.settled();
  expect(existsSync(folders.scratch)).toBe(false);
});
