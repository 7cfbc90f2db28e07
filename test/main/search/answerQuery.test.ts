import { expect, test } from 'vitest';
import { answerQuery } from '../../../main/search/answerQuery.ts';
import { removePhotos } from '../../../main/store/photos/removedPhotos.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../support/library.ts';

test('asking again answers from memory, another query or depth anew', () => {
  const { db } = temporaryLibrary();
  addPhoto(db, 'one.jpg', pageOf('launch plan'));
  const once = answerQuery(db, 'plan ', 'full');
  expect(answerQuery(db, 'plan ', 'full')).toBe(once);
  expect(answerQuery(db, 'launch ', 'full').leaves[0]?.term).toBe('launch');
  expect(answerQuery(db, 'plan ', 'quick')).not.toBe(once);
});

test('what changes in the library is in the next answer', () => {
  const { db } = temporaryLibrary();
  const one = addPhoto(db, 'one.jpg', pageOf('launch plan'));
  expect(answerQuery(db, 'plan ', 'full').matches.length).toBe(1);
  addPhoto(db, 'two.jpg', pageOf('plan B'));
  expect(answerQuery(db, 'plan ', 'full').matches.length).toBe(2);
  removePhotos(db, [one], '2026-04-01T00:00:00.000Z');
  expect(answerQuery(db, 'plan ', 'full').matches.length).toBe(1);
});

test('what another process changes is in the next answer', () => {
  const { db, folder } = temporaryLibrary();
  expect(answerQuery(db, 'plan ', 'full').matches.length).toBe(0);
  const other = openLibrary(folder);
  addPhoto(other, 'one.jpg', pageOf('launch plan'));
  other.close();
  expect(answerQuery(db, 'plan ', 'full').matches.length).toBe(1);
});
