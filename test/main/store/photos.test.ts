import { describe, expect, it } from 'vitest';
import { listPhotoIds, listPhotos, replacePhotoStatus } from '../../../main/store/photos.ts';
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
