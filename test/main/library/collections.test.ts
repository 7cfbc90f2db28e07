import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createCollections } from '../../../main/library/collections.ts';
import { completeQuery } from '../../../main/search/completions.ts';
import { search } from '../../../main/search/service.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { deletePhotos, findPhoto, listPhotoIds, listPhotos } from '../../../main/store/photos/photos.ts';
import { removePhotos, restorePhotos } from '../../../main/store/photos/removedPhotos.ts';
import { repairLibrary } from '../../../main/store/repair/repairLibrary.ts';
import { collectionIdSchema, favouritesId } from '../../../shared/contract/collection.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { InkdexError } from '../../../shared/result.ts';
import { copyToday, damagedLibrary, overwrite } from '../../support/damage.ts';
import { addPhoto, pageOf, temporaryFolder, temporaryLibrary } from '../../support/library.ts';
import { busyLock } from '../../support/lock.ts';

function collectionsOf(db: WritableDatabase) {
  const told: string[] = [];
  const calls = createCollections({
    db,
    lock: { require: () => undefined },
    announce: (name) => told.push(name),
  });
  return { ...calls, told };
}

function threePhotos(db: WritableDatabase): [PhotoId, PhotoId, PhotoId] {
  return [
    addPhoto(db, 'a.jpg', pageOf('binary tree')),
    addPhoto(db, 'b.jpg', pageOf('binary search')),
    addPhoto(db, 'c.jpg', pageOf('robot')),
  ];
}

const now = '2026-05-01T00:00:00.000Z';
const namesOf = (db: WritableDatabase, photo: PhotoId) =>
  findPhoto(db, photo)?.collections.map(({ name }) => name);

describe('Favourites, albums and tags', () => {
  it('are created, filled, listed, renamed, deleted and brought back with their photos', () => {
    const { db } = temporaryLibrary();
    const [a, b, c] = threePhotos(db);
    const calls = collectionsOf(db);
    const boards = calls.saveCollection({ id: null, kind: 'album', name: ' Boards ', photos: [a, b] });
    expect(boards).toMatchObject({ kind: 'album', name: 'Boards', photos: 2 });
    const done = calls.saveCollection({ id: null, kind: 'tag', name: 'Boards', photos: [] });
    expect(calls.changeCollection({ id: boards.id, photos: [b, c], isIn: true })).toEqual([c]);
    expect(calls.changeCollection({ id: boards.id, photos: [a], isIn: false })).toEqual([a]);
    calls.changeCollection({ id: favouritesId, photos: [c], isIn: true });
    expect(calls.listCollections().map(({ kind, photos }) => [kind, photos])).toEqual([
      ['favourites', 1],
      ['album', 2],
      ['tag', 0],
    ]);
    expect(calls.countInCollections({ photos: [a, c] })).toEqual([
      { collection: favouritesId, photos: 1 },
      { collection: boards.id, photos: 1 },
    ]);
    expect(listPhotoIds(db, { status: null, collection: boards.id }).toSorted()).toEqual([b, c]);
    expect(listPhotoIds(db, { status: 'waiting', collection: boards.id })).toEqual([]);
    expect(namesOf(db, c)).toEqual(['Favourites', 'Boards']);

    calls.saveCollection({ id: boards.id, kind: 'album', name: 'Walls', photos: [] });
    expect(namesOf(db, b)).toEqual(['Walls']);
    const photos = calls.deleteCollection({ id: boards.id });
    expect(photos.toSorted()).toEqual([b, c]);
    expect(namesOf(db, b)).toEqual([]);
    calls.saveCollection({ id: boards.id, kind: 'album', name: 'Walls', photos });
    expect(namesOf(db, b)).toEqual(['Walls']);
    deletePhotos(db, [b]);
    expect(calls.listCollections().find(({ id }) => id === boards.id)?.photos).toBe(1);
    expect(done.id).not.toBe(boards.id);
    expect(new Set(calls.told)).toEqual(new Set(['collectionsChanged']));
  });

  it('refuse a name that another one of the kind has, also in other case, and a kind that an id does not have', () => {
    const { db } = temporaryLibrary();
    const calls = collectionsOf(db);
    const one = calls.saveCollection({ id: null, kind: 'album', name: 'Boards', photos: [] });
    const again = () => calls.saveCollection({ id: null, kind: 'album', name: 'boards', photos: [] });
    expect(again).toThrow('There is already an album “Boards”. Choose another name.');
    const favourites = () =>
      calls.saveCollection({ id: favouritesId, kind: 'album', name: 'Mine', photos: [] });
    expect(favourites).toThrow('This is not an album.');
    calls.deleteCollection({ id: favouritesId });
    calls.deleteCollection({ id: one.id });
    expect(calls.listCollections().map(({ kind }) => kind)).toEqual(['favourites']);
    expect(() => calls.changeCollection({ id: one.id, photos: [], isIn: true })).toThrow(InkdexError);
  });

  it('filter a search, every one of them, and are completed', () => {
    const { db } = temporaryLibrary();
    const [a, b, c] = threePhotos(db);
    const calls = collectionsOf(db);
    calls.saveCollection({ id: null, kind: 'album', name: 'Wall boards', photos: [a, b] });
    calls.saveCollection({ id: null, kind: 'tag', name: 'Été', photos: [b, c] });
    calls.saveCollection({ id: null, kind: 'tag', name: 'été 24', photos: [c] });
    calls.changeCollection({ id: favouritesId, photos: [a], isIn: true });
    const found = (query: string) =>
      search(db, { query, offset: 0, limit: 9 })
        .results.map(({ photo }) => photo.id)
        .toSorted();
    expect(found('album:boards')).toEqual([a, b]);
    expect(found('album:"wall boards" tag:ete')).toEqual([b]);
    expect(found('tag:ete')).toEqual([b, c]);
    expect(found('binary -is:favourite')).toEqual([b]);
    expect(found('is:favorite binary')).toEqual([a]);
    expect(found('album:nothing')).toEqual([]);
    expect(search(db, { query: 'album:nothing', offset: 0, limit: 9 }).remarks).toEqual([
      'No album is named “nothing”. There are: “Wall boards”.',
    ]);
    expect(completeQuery(db, { query: 'album:bo' })).toEqual([{ query: 'album:"Wall boards"', photos: 2 }]);
    expect(completeQuery(db, { query: 'binary tag:"é' })[0]).toEqual({
      query: 'binary tag:"Été"',
      photos: 1,
    });
    expect(completeQuery(db, { query: 'wa' })).toEqual([{ query: 'album:"Wall boards"', photos: 2 }]);
    expect(completeQuery(db, { query: 'is:fa' })).toEqual([{ query: 'is:favourite', photos: 1 }]);
  });

  it('survive the removal and the restore of a photo, also after it was imported again', () => {
    const { db } = temporaryLibrary();
    const [a, b] = threePhotos(db);
    const calls = collectionsOf(db);
    const album = calls.saveCollection({ id: null, kind: 'album', name: 'Boards', photos: [a, b] });
    const gone = calls.saveCollection({ id: null, kind: 'tag', name: 'gone', photos: [a] });
    removePhotos(db, [a, b], now);
    expect(calls.listCollections().find(({ id }) => id === album.id)?.photos).toBe(0);
    calls.deleteCollection({ id: gone.id });
    const again = addPhoto(db, 'b.jpg', pageOf('binary search'));
    calls.changeCollection({ id: favouritesId, photos: [again], isIn: true });
    restorePhotos(db, [a, b]);
    expect(namesOf(db, a)).toEqual(['Boards']);
    expect(namesOf(db, again)).toEqual(['Favourites', 'Boards']);
  });

  it('come back from the journal when the database is lost', () => {
    const folder = temporaryFolder();
    const db = openLibrary(folder);
    const [a, b] = threePhotos(db);
    const calls = collectionsOf(db);
    const { id } = calls.saveCollection({ id: null, kind: 'album', name: 'Bords', photos: [a] });
    calls.saveCollection({ id, kind: 'album', name: 'Boards', photos: [] });
    calls.changeCollection({ id: favouritesId, photos: [a, b], isIn: true });
    calls.changeCollection({ id: favouritesId, photos: [b], isIn: false });
    db.close();
    rmSync(libraryPaths(folder).database);
    expect(repairLibrary(folder)?.from).toBe('nothing');
    const repaired = openLibrary(folder);
    const found = listPhotos(repaired, { offset: 0, limit: 9, status: null });
    expect(
      found.map(({ name, collections }) => [name, collections.map((each) => each.name)]).toSorted(),
    ).toEqual([
      ['a.jpg', ['Favourites', 'Boards']],
      ['b.jpg', []],
    ]);
    repaired.close();
  });

  it('are taken from a damaged database into the backup', async () => {
    const folder = await damagedLibrary(
      2,
      async (db, at) => {
        const calls = collectionsOf(db);
        const [a, b] = listPhotoIds(db).toSorted();
        if (a === undefined || b === undefined) throw new Error('There are two photos.');
        const old = calls.saveCollection({ id: null, kind: 'album', name: 'Old', photos: [a] });
        await copyToday(db, at);
        calls.saveCollection({ id: old.id, kind: 'album', name: 'Renamed', photos: [] });
        calls.saveCollection({ id: null, kind: 'tag', name: 'later', photos: [b] });
        // So that only the damaged database knows.
        rmSync(libraryPaths(at).journal);
      },
      overwrite('failed_file'),
    );
    expect(repairLibrary(folder)).toMatchObject({ from: 'copy', lost: [] });
    const repaired = openLibrary(folder);
    const all = listPhotos(repaired, { offset: 0, limit: 9, status: null });
    expect(all.flatMap(({ collections }) => collections.map(({ name }) => name)).toSorted()).toEqual([
      'Renamed',
      'later',
    ]);
    repaired.close();
  });

  it('change nothing in a library of another process', () => {
    const { db } = temporaryLibrary();
    const calls = createCollections({ db, lock: busyLock, announce: () => undefined });
    const id = collectionIdSchema.parse(2);
    expect(() => calls.saveCollection({ id: null, kind: 'tag', name: 'a', photos: [] })).toThrow('busy');
    expect(() => calls.deleteCollection({ id })).toThrow('busy');
    expect(() => calls.changeCollection({ id, photos: [], isIn: true })).toThrow('busy');
  });
});
