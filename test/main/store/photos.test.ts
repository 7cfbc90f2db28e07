import { explain } from '../../support/explain.ts';
import { describe, expect, it } from 'vitest';
import {
  listPhotoIds,
  listPhotos,
  photoOrder,
  replacePhotoStatus,
} from '../../../main/store/photos/photos.ts';
import { countMonths, countPhotoFolders } from '../../../main/store/photos/photoGroups.ts';
import { photoSortSchema, type PhotoSort } from '../../../shared/contract/photo.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../support/library.ts';

describe('the ids of all photos', () => {
  it('come newest first, as the photos themselves do, of one state or of all', () => {
    const { db } = temporaryLibrary();
    const takenIn = (year: number) => {
      const photo = addPhoto(db, `${year}.jpg`, pageOf('agenda'));
      db.prepare('UPDATE photo SET taken_at = ? WHERE id = ?').run(`${year}-01-01T00:00:00Z`, photo);
      return photo;
    };
    const [middle, newest, oldest] = [takenIn(2021), takenIn(2023), takenIn(2019)];
    const alike = addPhoto(db, 'alike.jpg', pageOf('agenda'));
    db.prepare('UPDATE photo SET taken_at = ? WHERE id = ?').run('2021-01-01T00:00:00Z', alike);
    replacePhotoStatus(db, newest, 'missing', null);

    expect(listPhotoIds(db)).toEqual([newest, alike, middle, oldest]);
    expect(listPhotoIds(db)).toEqual(
      listPhotos(db, { offset: 0, limit: 10, status: null }).map(({ id }) => id),
    );
    expect(listPhotoIds(db, { status: 'missing' })).toEqual([newest]);
    expect(listPhotoIds(db, { status: 'waiting' })).toEqual([]);
  });
});

it('photos are sorted by date taken, date added, name in any folder, and folder; months are counted', () => {
  const { db } = temporaryLibrary();
  const add = (path: string, takenAt: string | null, addedAt: string) => {
    const photo = addPhoto(db, path, pageOf('agenda'));
    db.prepare('UPDATE photo SET path = ?, taken_at = ?, added_at = ? WHERE id = ?').run(
      path,
      takenAt,
      addedAt,
      photo,
    );
    return photo;
  };
  const a = add('/z/a.jpg', '2023-05-31T23:00:00Z', '2026-01-03T00:00:00Z');
  const b = add('C:\\y\\B.jpg', '2021-05-01T00:00:00Z', '2026-01-01T00:00:00Z');
  const c = add('/a/c.jpg', null, '2023-05-02T00:00:00Z');
  const sorted = (sort: PhotoSort) => {
    const ids = listPhotoIds(db, { status: null, sort });
    const pages = [0, 1, 2].flatMap((offset) => listPhotos(db, { offset, limit: 1, status: null, sort }));
    expect(pages.map(({ id }) => id)).toEqual(ids);
    return ids;
  };
  expect(sorted('taken')).toEqual([a, c, b]);
  expect(sorted('added')).toEqual([a, b, c]);
  expect(sorted('name')).toEqual([a, b, c]);
  expect(sorted('folder')).toEqual([c, a, b]);
  expect(countMonths(db, { status: null })).toEqual([
    { month: '2023-05', photos: 2 },
    { month: '2021-05', photos: 1 },
  ]);
  expect(countMonths(db, { status: 'failed' })).toEqual([]);
  for (const [sort, index] of Object.entries({ added: 'adding', name: 'name', folder: 'folder' })) {
    const plan = explain(db, photoOrder(photoSortSchema.parse(sort)));
    expect(plan).toContain(`photo_by_${index}`);
    expect(plan).not.toContain('TEMP B-TREE');
  }
});

it('photos of a folder are those in it and in its subfolders, and folders with photos are counted', () => {
  const { db } = temporaryLibrary();
  const paths = ['/notes/a.jpg', '/notes/may/b.jpg', '/notes/may/c.jpg', '/notes 2/d.jpg', '/e.jpg'];
  const photos = paths.map((path) => {
    const photo = addPhoto(db, path, pageOf('agenda'));
    db.prepare('UPDATE photo SET path = ? WHERE id = ?').run(path, photo);
    return photo;
  });
  const within = (folder: string) => listPhotoIds(db, { status: null, folder, sort: 'folder' });
  expect(within('/notes')).toEqual(photos.slice(0, 3));
  expect(within('/notes/may')).toEqual(photos.slice(1, 3));
  expect(within('/')).toHaveLength(5);
  expect(countMonths(db, { status: null, folder: '/notes/may' })).toMatchObject([{ photos: 2 }]);
  expect(countPhotoFolders(db)).toEqual([
    { path: '/', photos: 1 },
    { path: '/notes 2', photos: 1 },
    { path: '/notes', photos: 1 },
    { path: '/notes/may', photos: 2 },
  ]);
});
