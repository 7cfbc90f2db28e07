import { expect, test } from 'vitest';
import { skeletonOf } from '../../../../main/ml/language/skeleton.ts';
import { segmentsOf } from '../../../../main/ml/language/wordSources.ts';

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

test.each([
  ['insertBefore(val,newVal)', ['insert', 'before', 'val', 'new', 'val']],
  ["l'Été", ['l', 'été']],
  ['HTTP', ['HTTP']],
  ['42', []],
])('the words of %s are %j', (token, words) => {
  expect(segmentsOf(token)).toEqual(words);
});
