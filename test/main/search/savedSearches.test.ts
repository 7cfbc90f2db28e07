import { expect, it } from 'vitest';
import { calls } from '../../../shared/contract/contract.ts';
import { createSavedSearches } from '../../../main/search/savedSearches.ts';
import { answerQuery } from '../../../main/search/answerQuery.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../support/library.ts';
import { busyLock } from '../../support/lock.ts';

function openSaved(db: WritableDatabase) {
  const told: string[] = [];
  const saved = createSavedSearches({
    db,
    lock: { require: () => undefined },
    announce: (name) => told.push(name),
  });
  return { ...saved, told };
}

it('searches are saved, renamed, removed and brought back, with the number of their likely photos', async () => {
  const { db } = temporaryLibrary();
  addPhoto(db, 'one.jpg', pageOf('a plan'));
  const saved = openSaved(db);
  const plans = saved.saveSearch({ id: null, name: ' Plans ', query: 'plan ' });
  expect(plans).toMatchObject({ name: 'Plans', query: 'plan', photos: 1 });
  const any = saved.saveSearch({ id: null, name: 'any', query: 'tree' });
  addPhoto(db, 'two.jpg', pageOf('plan B'));
  expect(await saved.listSavedSearches()).toEqual([any, { ...plans, photos: 2 }]);

  saved.saveSearch({ id: plans.id, name: 'All plans', query: plans.query });
  saved.removeSavedSearch({ id: any.id });
  expect((await saved.listSavedSearches()).map(({ name }) => name)).toEqual(['All plans']);
  saved.saveSearch({ id: any.id, name: any.name, query: any.query });
  expect((await saved.listSavedSearches()).map(({ id, name }) => [id, name])).toEqual([
    [plans.id, 'All plans'],
    [any.id, 'any'],
  ]);
  expect(saved.told).toEqual(Array.from({ length: 5 }, () => 'savedSearchesChanged'));
});

it('counting them leaves the answer on screen cached', async () => {
  const { db } = temporaryLibrary();
  addPhoto(db, 'one.jpg', pageOf('a plan'));
  const saved = openSaved(db);
  saved.saveSearch({ id: null, name: 'trees', query: 'tree' });
  const shown = answerQuery(db, 'plan ', 'full');
  await saved.listSavedSearches();
  expect(answerQuery(db, 'plan ', 'full')).toBe(shown);
});

it('nothing is saved in a library of another process', () => {
  const { db } = temporaryLibrary();
  const saved = createSavedSearches({ db, lock: busyLock, announce: () => undefined });
  expect(() => saved.saveSearch({ id: null, name: 'a', query: 'a' })).toThrow('busy');
  expect(() => saved.removeSavedSearch({ id: 1 })).toThrow('busy');
});

it.each([
  { id: null, name: ' ', query: 'plan' },
  { id: null, name: 'n'.repeat(101), query: 'plan' },
  { id: null, name: 'Plans', query: ' ' },
  { id: 0, name: 'Plans', query: 'plan' },
])('a search without name or query is refused: %j', (args) => {
  expect(calls.saveSearch.args.safeParse(args).success).toBe(false);
});
