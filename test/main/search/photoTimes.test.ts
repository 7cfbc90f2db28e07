import { expect, it } from 'vitest';
import { storeReading } from '../../../main/reading/storeReading.ts';
import { search } from '../../../main/search/service.ts';
import { insertPhoto } from '../../../main/store/photos/photos.ts';
import { restorePhotos, removePhotos } from '../../../main/store/photos/removedPhotos.ts';
import { pageOf, temporaryLibrary } from '../../support/library.ts';

it('a photo that was put back stands where it was taken, not before all others', () => {
  const { db } = temporaryLibrary();
  const add = (name: string, at: string) => {
    const page = pageOf('the same words');
    const about = { path: `/photos/${name}`, sha256: at[3]?.repeat(64) ?? '', bytes: 1, takenAt: at };
    const id = insertPhoto(db, { ...about, width: page.width, height: page.height }, at);
    storeReading(db, id, page, at);
    return id;
  };
  const found = () =>
    search(db, { query: 'same words', offset: 0, limit: 9 }).results.map(({ photo }) => photo.name);
  const newest = add('newest.jpg', '2026-01-01T00:00:00.000Z');
  add('oldest.jpg', '2024-01-01T00:00:00.000Z');
  add('other.jpg', '2025-01-01T00:00:00.000Z');
  removePhotos(db, [newest], '2026-02-01T00:00:00.000Z');
  expect(found()).toEqual(['other.jpg', 'oldest.jpg']);
  restorePhotos(db, [newest]);
  expect(found()).toEqual(['newest.jpg', 'other.jpg', 'oldest.jpg']);
});
