import { expect, test } from 'vitest';
import { ownText } from '../../../bench/measure/ownText.ts';

const known = [
  ['Write', 'a', 'function', 'that', 'sorts'],
  ['one', 'two'],
];

test('words in a run of four that a page for training has are no text of its own, whatever case and signs they have', () => {
  const page = ['Please', 'write', 'a', 'Function', '(that)', 'reverses', 'it'];
  expect(ownText([page], known)).toEqual([true, false, false, false, false, true, true]);
});

test('runs do not reach from one page to the next', () => {
  expect(ownText([['write', 'a'], ['function', 'that'], []], known)).toEqual([true, true, true, true]);
});

test('shorter runs, as of a page of two words, count for nothing', () => {
  expect(ownText([['one', 'two']], known)).toEqual([true, true]);
});
