import { expect, it } from 'vitest';
import { createDatasetLocks } from '../../../main/datasets/locks.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
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
