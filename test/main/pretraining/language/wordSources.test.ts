import { expect, test } from 'vitest';
import { segmentsOf } from '../../../../main/pretraining/language/wordSources.ts';

test.each([
  ['insertBefore(val,newVal)', ['insert', 'before', 'val', 'new', 'val']],
  ["l'Été", ['l', 'été']],
  ['HTTP', ['HTTP']],
  ['42', []],
])('the words of %s are %j', (token, words) => {
  expect(segmentsOf(token)).toEqual(words);
});
