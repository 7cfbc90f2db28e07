import { expect, test } from 'vitest';
import { letterCaseOf } from '../../../../main/ml/decoding/letterCase.ts';

test('the case of a word is that of its letters, signs and digits apart', () => {
  const cases = {
    'node.next': 'small',
    'Output:': 'capitalised',
    "TWO'S": 'capitals',
    nextNode: 'mixed',
    É: 'great letter',
    'O(1)': 'great letter',
    'x,': 'small letter',
    '42': null,
    '': null,
  };
  for (const [text, letterCase] of Object.entries(cases)) expect(letterCaseOf(text), text).toBe(letterCase);
});
