import { expect, it } from 'vitest';
import { search } from '../../../main/search/service.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../support/library.ts';

it.each(['34', '٣٤', '३४', '３４'])('%s finds the number in the digits of every script', (query) => {
  const { db } = temporaryLibrary();
  for (const text of ['34', '٣٤', '۳۴', '३४', '35', '٣٥'])
    addPhoto(db, `${text}.jpg`, pageOf(`room ${text}`));
  const found = search(db, { query: `room ${query} `, offset: 0, limit: 9 });
  expect(found.results.map(({ photo }) => photo.name).sort()).toEqual(
    ['34.jpg', '٣٤.jpg', '۳۴.jpg', '३४.jpg'].sort(),
  );
});

it.each([
  ['-red', ' To find “-red” itself, write it in quotes: "-red".'],
  ['NOT red', ''],
])('%s says which photos are shown, with advice on the minus only where there is one', (query, advice) => {
  const { db } = temporaryLibrary();
  addPhoto(db, 'one.jpg', pageOf('plan'));
  const { remarks } = search(db, { query, offset: 0, limit: 9 });
  expect(remarks).toEqual([`These are the photos without “red”.${advice}`]);
});
