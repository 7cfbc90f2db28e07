import { expect, it } from 'vitest';
import { WritableDatabase } from '../../../main/store/database.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { replaceHashAndKind } from '../../../main/store/photos/photoHashes.ts';
import { pageOf } from '../../support/library.ts';
import { everything, importAll, openTestServices, writePhoto } from '../../support/services.ts';

it('a person says what a photo shows: search finds it so, and no later guess changes it', async () => {
  const { services, photos, library } = await openTestServices(() => ({
    read: () => Promise.resolve(pageOf('ink')),
  }));
  const db = new WritableDatabase(libraryPaths(library).database);
  await writePhoto(photos, 'wall.jpg');
  await importAll(services, [photos]);
  const photo = () => services.library.calls.listPhotos(everything).photos[0];
  const { id } = photo() ?? {};
  if (id === undefined) throw new Error('The photo was not imported.');
  const found = (query: string) =>
    services.search.calls.search({ query, offset: 0, limit: 9, depth: 'full' }).total;
  replaceHashAndKind(db, id, { hash: new Uint8Array(16), kind: 'note' });
  services.library.calls.chooseKind({ photo: id, kind: 'board' });
  expect(photo()?.kind).toBe('board');
  expect([found('kind:board'), found('kind:note')]).toEqual([1, 0]);
  replaceHashAndKind(db, id, { hash: new Uint8Array(16), kind: 'note' });
  expect(photo()?.kind).toBe('board');
  // With a word on it, it is not one without writing.
  services.library.calls.chooseKind({ photo: id, kind: 'none' });
  expect(photo()?.kind).toBeNull();
  db.close();
});
