import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { libraryPaths } from '../../../../main/store/library/libraryPaths.ts';
import { repairLibrary } from '../../../../main/store/repair/repairLibrary.ts';
import { overwrite } from '../../../support/damage.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { importAll, openTestServices, writePhoto, firstPhoto } from '../../../support/services.ts';

it('a window that had the library open while it was repaired says so, and changes nothing in what was replaced', async () => {
  const folder = temporaryFolder();
  const host = await openTestServices(() => ({}), folder);
  await writePhoto(host.photos, 'a.jpg');
  await importAll(host.services, [host.photos]);
  const { services: beside } = await openTestServices(() => ({}), folder);
  const photo = firstPhoto(beside);
  await host.services.close();

  const { database } = libraryPaths(host.library);
  const db = new Sqlite(database);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  overwrite('failed_file')(database);
  expect(repairLibrary(host.library)).not.toBeNull();

  const change = { photo: photo.id, progress: 'done' } as const;
  const message = expect.stringContaining('repaired') as string;
  const refusal = expect.objectContaining({ code: 'library-busy', message }) as Error;
  expect(() => beside.labels.calls.setProgress(change)).toThrow(refusal);
  expect(() => beside.labels.calls.setProgress(change)).toThrow(refusal);
  const { services: again } = await openTestServices(() => ({}), folder);
  expect(again.labels.calls.setProgress(change).progress).toBe('done');
});
