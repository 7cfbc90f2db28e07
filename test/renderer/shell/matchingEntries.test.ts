import { expect, it } from 'vitest';
import { matchingEntries } from '../../../renderer/shell/matchingEntries.ts';

const entries = ['Settings', 'Remove photo', 'Train', 'Trees', 'Add photos'].map((name) => ({
  name,
  kind: 'Command',
}));

it.each([
  ['tr', ['Train', 'Trees']],
  ['photo add', ['Add photos']],
  ['delete photo', ['Remove photo']],
  ['gpu', ['Settings']],
  ['obsid', ['Settings']],
  ['xyz', []],
])('%j finds its entries by parts of words and by other words for them', (typed, expected) => {
  expect(matchingEntries(entries, typed).map(({ name }) => name)).toEqual(expected);
});
