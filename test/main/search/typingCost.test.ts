import { expect, it } from 'vitest';
import { slipCost, typingCost } from '../../../main/search/typingCost.ts';

it.each([
  ['the same word', 'element', 'element', 0],
  ['a letter left out', 'elment', 'element', slipCost],
  ['two letters swapped', 'elemnet', 'element', slipCost],
  ['a letter doubled', 'ellement', 'element', slipCost],
  ['two slips', 'elmnt', 'element', 2 * slipCost],
  ['a letter of two bytes left out', 'élment', 'élement', slipCost],
])('%s costs as many slips as there are', (_, typed, meant, cost) => {
  expect(typingCost(typed, meant)).toBe(cost);
});

it.each([
  ['wrong', 'elenent', 'element'],
  ['too many', 'elexment', 'element'],
  ['before the first', 'xelement', 'element'],
])('a letter that is %s costs more than a slip', (_, typed, meant) => {
  expect(typingCost(typed, meant)).toBeGreaterThan(slipCost);
  expect(typingCost(typed, meant)).toBeLessThan(2 * slipCost);
});

it('leaves out everything that was not typed', () => {
  expect(typingCost('', 'abc')).toBe(3 * slipCost);
});
