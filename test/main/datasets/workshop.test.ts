import { expect, it } from 'vitest';
import { createWorkshop } from '../../../main/datasets/workshop.ts';
import { libraryPaths } from '../../../main/store/open.ts';
import { temporaryLibrary } from '../../support/library.ts';
import { freeLock } from '../../support/lock.ts';

it('a failed garbage collection is reported to the next work, and does not keep the library from closing', async () => {
  const { db, folder } = temporaryLibrary();
  const workshop = createWorkshop(db, freeLock, libraryPaths(folder));
  db.exec('PRAGMA query_only = ON');
  workshop.tidy();
  await expect(workshop.settled()).resolves.toBeUndefined();
  await expect(workshop.enter()).rejects.toMatchObject({ code: 'permission-denied' });
  db.exec('PRAGMA query_only = OFF');
  const leave = await workshop.enter();
  leave();
});
