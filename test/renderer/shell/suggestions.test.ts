import { expect, it } from 'vitest';
import { suggestionsFor } from '../../../renderer/shell/suggestions.ts';

const sources = {
  recent: ['robot', 'wheels OR robot', 'Rope'],
  saved: [{ id: 1, name: 'Machines', query: 'robot arm', photos: 2 }],
  completions: [{ query: 'rope', photos: 4 }],
  examples: ['notebook'],
};

function namesFor(query: string, completions = sources.completions): string[] {
  return suggestionsFor(query, { ...sources, completions }).map(({ kind, name }) => `${kind}: ${name}`);
}

it('recent searches that begin with the query come first, then saved ones, then completions', () => {
  expect(namesFor('ro')).toEqual(['recent: robot', 'recent: Rope', 'saved: Machines', 'completion: rope']);
  expect(namesFor('', [])).toEqual([
    'recent: robot',
    'recent: wheels OR robot',
    'recent: Rope',
    'saved: Machines',
  ]);
});

it('words of the library are examples for a person who has not searched yet', () => {
  const nothing = { ...sources, recent: [], saved: [], completions: [] };
  expect(suggestionsFor('', nothing)).toEqual([
    { kind: 'example', query: 'notebook', name: 'notebook', photos: null },
  ]);
  expect(suggestionsFor('note', nothing)).toEqual([]);
});

it('a query does not suggest itself, and nothing twice', () => {
  expect(namesFor('Robot', [{ query: 'robot arm', photos: 2 }])).toEqual(['saved: Machines']);
});
