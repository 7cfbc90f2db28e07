import { expect, it } from 'vitest';
import { search } from '../../../main/search/service.ts';
import { sql, type WritableDatabase } from '../../../main/store/database.ts';
import { replaceHashAndKind } from '../../../main/store/photos/photoHashes.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../support/library.ts';

/** A hash whose first bits, as many as given, differ from those of others; half of the bits are set. */
function hashWith(differing: number): Uint8Array {
  const hash = new Uint8Array(16).fill(0b01010101);
  for (let bit = 0; bit < differing; bit += 1) hash[bit >> 3] = (hash[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return hash;
}

/** Photos with the word "plan", the first of which is the newest and so the best. */
function photosOf(
  looks: readonly { readonly hash: Uint8Array | null; readonly second: number | null }[],
): WritableDatabase {
  const { db } = temporaryLibrary();
  for (const [index, { hash, second }] of looks.entries()) {
    const photo = addPhoto(db, `${index}.jpg`, pageOf('plan'));
    if (hash !== null) replaceHashAndKind(db, photo, { hash, kind: 'note' });
    const takenAt = second === null ? null : new Date(1_750_000_000_000 + second * 1000).toISOString();
    db.run(sql`UPDATE photo SET taken_at = ${takenAt}, added_at = ${`2020-01-0${9 - index}T00:00:00.000Z`}
      WHERE id = ${photo}`);
  }
  return db;
}

function stackedOn(db: WritableDatabase, offset = 0): (number | null)[] {
  return search(db, { query: 'plan ', offset, limit: 10 }).results.map((result) => result.stackedOn);
}

it('photos that look the same are stacked on the best of them, on later pages too', () => {
  const db = photosOf([0, 15, 40, 8].map((bits) => ({ hash: hashWith(bits), second: null })));
  expect(stackedOn(db)).toEqual([null, 1, null, 1]);
  expect(stackedOn(db, 3)).toEqual([1]);
});

it('photos that were taken right after each other may differ more', () => {
  const looks = (seconds: readonly number[]) =>
    seconds.map((second, index) => ({ hash: hashWith(index * 20), second }));
  expect(stackedOn(photosOf(looks([100, 41])))).toEqual([null, 1]);
  expect(stackedOn(photosOf(looks([100, 39])))).toEqual([null, null]);
});

it('photos of one colour and photos without a hash are in no stack', () => {
  const plain = { hash: new Uint8Array(16), second: null };
  const unknown = { hash: null, second: null };
  expect(stackedOn(photosOf([plain, plain, unknown, unknown]))).toEqual([null, null, null, null]);
});
