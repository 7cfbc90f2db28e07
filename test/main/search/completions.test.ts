import { expect, it } from 'vitest';
import { completeQuery } from '../../../main/search/completions.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../support/library.ts';

function library() {
  const { db } = temporaryLibrary();
  for (const [index, text] of ['binary tree', 'binary search tree', 'binary train', 'big robot'].entries()) {
    addPhoto(db, `${index}.jpg`, pageOf(text));
  }
  return db;
}

it('the last word is completed from the words of the library, with the number of photos', () => {
  const db = library();
  expect(completeQuery(db, { query: 'Bi' })).toEqual([
    { query: 'binary', photos: 3 },
    { query: 'big', photos: 1 },
  ]);
});

it('a completion has the photos of the whole query', () => {
  const db = library();
  expect(completeQuery(db, { query: 'search tr' })).toEqual([{ query: 'search tree', photos: 1 }]);
  expect(completeQuery(db, { query: '"binary tr' })).toEqual([
    { query: '"binary tree"', photos: 1 },
    { query: '"binary train"', photos: 1 },
  ]);
});

it.each([
  '',
  ' ',
  'binary ',
  'binary',
  'folder:bi',
  'arr[bi',
  'bi*',
  'xyz',
  'b'.repeat(1000),
  '\u{0}',
  '🙂',
  '"',
])('nothing completes %j', (query) => {
  expect(completeQuery(library(), { query })).toEqual([]);
});

it('a filter that is half typed offers its values that find photos', () => {
  const db = library();
  expect(completeQuery(db, { query: 'binary labelled:' })).toEqual([
    { query: 'binary labelled:no', photos: 3 },
    { query: 'binary labelled:read', photos: 3 },
  ]);
  expect(completeQuery(db, { query: 'labelled: RE' })).toEqual([{ query: 'labelled:read', photos: 4 }]);
  expect(completeQuery(db, { query: 'labelled:read' })).toEqual([]);
});
