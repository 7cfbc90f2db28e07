import { expect, test } from 'vitest';
import { skeletonOf } from '../../../../main/ml/language/tokenGrammar.ts';

test.each([
  ['insertBefore(val,3)', 'aA(a,0)'],
  ['The', 'A'],
  ['HTTP', 'B'],
  ["l'Été", "a'A"],
  ['[4,15]', '[0,00]'],
  ['JSONString', 'BA'],
])('the skeleton of %s is %s', (token, skeleton) => {
  expect(skeletonOf(token)).toBe(skeleton);
});
