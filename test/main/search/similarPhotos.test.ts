import { expect, it } from 'vitest';
import { similarPhotos } from '../../../main/search/similarPhotos.ts';
import { replaceHashAndKind } from '../../../main/store/photos/photoHashes.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../support/library.ts';

/** A hash in which the bits of some bytes are flipped. */
function look(...flipped: readonly number[]): Uint8Array<ArrayBuffer> {
  const hash = new Uint8Array(16).fill(0b01010101);
  for (const at of flipped) hash[at] = 0b10101010;
  return hash;
}

it('groups photos that look alike, the best one first, and leaves out those of one colour', () => {
  const { db } = temporaryLibrary();
  const add = (name: string, text: string, hash: Uint8Array<ArrayBuffer>) => {
    const photo = addPhoto(db, name, pageOf(text));
    replaceHashAndKind(db, photo, { hash, kind: 'note' });
    return photo;
  };
  const few = add('few.jpg', 'binary', look());
  const other = add('other.jpg', 'queue', look(1, 2, 3, 4, 5, 6));
  const many = add('many.jpg', 'binary search tree', look(0));
  add('blank 1.jpg', 'a', new Uint8Array(16));
  add('blank 2.jpg', 'b', new Uint8Array(16));
  const { total, groups } = similarPhotos(db, { limit: 10 });
  expect(total).toBe(1);
  expect(groups.map((photos) => photos.map(({ id }) => id))).toEqual([[many, few]]);
  expect(groups.flat().map(({ id }) => id)).not.toContain(other);
});

it('joins photos through one that resembles both, and gives no more groups than asked for', () => {
  const { db } = temporaryLibrary();
  const chain = [look(), look(0), look(0, 1)].map((hash, index) => {
    const photo = addPhoto(db, `${index}.jpg`, pageOf('stack'));
    replaceHashAndKind(db, photo, { hash, kind: 'note' });
    return photo;
  });
  for (const [index, hash] of [look(5, 6, 7, 8, 9), look(5, 6, 7, 8, 9)].entries()) {
    replaceHashAndKind(db, addPhoto(db, `pair ${index}.jpg`, pageOf('heap')), { hash, kind: 'note' });
  }
  const all = similarPhotos(db, { limit: 10 });
  expect(all.total).toBe(2);
  expect(all.groups.map((photos) => photos.length).sort()).toEqual([2, 3]);
  expect(new Set(all.groups.find((photos) => photos.length === 3)?.map(({ id }) => id))).toEqual(
    new Set(chain),
  );
  expect(similarPhotos(db, { limit: 1 })).toMatchObject({ total: 2, groups: { length: 1 } });
});
