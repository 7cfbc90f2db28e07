import { expect, it } from 'vitest';
import { createRecentSearches } from '../../../renderer/state/recentSearches.ts';

function storageWith(text: string | null) {
  const kept = { text };
  return {
    getItem: () => kept.text,
    setItem: (_: string, value: string) => {
      kept.text = value;
    },
  };
}

it('the last eight searches are remembered, each once, and can be removed', () => {
  const storage = storageWith(null);
  const { getState } = createRecentSearches(storage);
  for (const query of ['one', ' ', 'two ', ...'a b c d e f g'.split(' '), 'two']) getState().add(query);
  expect(getState().queries).toEqual(['two', 'g', 'f', 'e', 'd', 'c', 'b', 'a']);
  getState().remove('g');
  expect(createRecentSearches(storage).getState().queries).toEqual(['two', 'f', 'e', 'd', 'c', 'b', 'a']);
});

it.each(['{', '{}', '[1]', 'null'])('what another program stored, %s, is ignored', (text) => {
  expect(createRecentSearches(storageWith(text)).getState().queries).toEqual([]);
});
