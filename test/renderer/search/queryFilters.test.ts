import { expect, it } from 'vitest';
import { hasFilter, toggleFilter, searchAsTyped } from '../../../renderer/search/queries.ts';
import { filterNames, filtersOf } from '../../../shared/queryFilters.ts';

it('finds the filters in a query as they are written', () => {
  expect(
    filtersOf('tree folder:"my notes" -date:2024 "a kind:x phrase" labelled:yes').map(({ text }) => text),
  ).toEqual(['folder:"my notes"', '-date:2024', 'labelled:yes']);
  expect(filtersOf('folders and dates')).toEqual([]);
});

it('puts a filter behind a query and takes it out again', () => {
  const narrowed = toggleFilter('tree  ', 'folder:"/my notes"');
  expect(narrowed).toBe('tree folder:"/my notes"');
  expect(hasFilter(narrowed, 'folder:"/my notes"')).toBe(true);
  expect(toggleFilter(narrowed, 'folder:"/my notes"')).toBe('tree');
});

it.each(filterNames)('whatever %s: is set to can be taken off again', (name) => {
  const narrowed = toggleFilter('tree', `${name}:board`);
  expect(hasFilter(narrowed, `${name}:board`)).toBe(true);
  expect(toggleFilter(narrowed, `${name}:board`)).toBe('tree');
});

it('leaves other filters where they are', () => {
  expect(toggleFilter('date:2024 tree date:2024-05', 'date:2024')).toBe('tree date:2024-05');
});

it.each([
  ['algoritm', 'algoritm', '"algoritm"'],
  ['(algoritm OR algoritms) "algoritm x"', 'algoritm', '("algoritm" OR algoritms) "algoritm x"'],
  ['-algoritm binery ', 'binery', '-algoritm "binery" '],
])('%s is searched as typed with quotes around %s', (query, typed, expected) => {
  expect(searchAsTyped(query, [{ typed }])).toBe(expected);
});
