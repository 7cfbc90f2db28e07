import { expect, it } from 'vitest';
import { storeReading } from '../../../../main/reading/storeReading.ts';
import { transaction } from '../../../../main/store/database.ts';
import { reindexingTogether } from '../../../../main/store/index/updateIndex.ts';
import { createRandom } from '../../../../shared/random.ts';
import { indexFromScratch, indexState } from '../../../support/labelStates.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../../support/library.ts';

const words = 'a tree of words that other photos have as well and some that none has'.split(' ');
const at = '2026-01-01T00:00:00.000Z';

it('photos whose index is written together have the same index as each by itself, also one that comes twice', () => {
  const { db } = temporaryLibrary();
  const random = createRandom(1);
  const page = (): ReturnType<typeof pageOf> => pageOf(random.shuffle(words).slice(0, 6).join(' '));
  const photos = Array.from({ length: 30 }, (_, index) => addPhoto(db, `photo-${index}`, page()));
  transaction(db, () => {
    reindexingTogether(db, () => {
      for (const photo of [...photos, ...photos.slice(0, 5)]) storeReading(db, photo, page(), at);
    });
  });
  expect(indexState(db)).toEqual(indexFromScratch(db));
});

it('an error while photos are stored together leaves the index as it was, and later photos are indexed at once', () => {
  const { db } = temporaryLibrary();
  const photo = addPhoto(db, 'photo', pageOf('before'));
  const before = indexState(db);
  expect(() => {
    transaction(db, () => {
      reindexingTogether(db, () => {
        storeReading(db, photo, pageOf('after'), at);
        throw new Error('The disk is gone.');
      });
    });
  }).toThrow('The disk is gone.');
  expect(indexState(db)).toEqual(before);
  storeReading(db, photo, pageOf('later'), at);
  expect(indexState(db)).toEqual(indexFromScratch(db));
});
