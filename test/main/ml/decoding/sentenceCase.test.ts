import { expect, test } from 'vitest';
import { endsSentence, sentenceGain } from '../../../../main/ml/decoding/sentenceCase.ts';

test('a sentence ends with a stop, a question mark or an exclamation mark, quoted or in brackets too', () => {
  const texts = ['end.', 'why?', 'no!', '"end."', 'end.)', 'list:', 'a,', 'node.next', '(so)', 'and', ''];
  expect(texts.map(endsSentence)).toEqual([
    ...texts.slice(0, 5).map(() => true),
    ...texts.slice(5).map(() => false),
  ]);
});

test('a capital is likelier where a sentence begins, small letters are elsewhere', () => {
  expect(sentenceGain('"The', true)).toBeGreaterThan(sentenceGain('"the', true));
  expect(sentenceGain('The', false)).toBeLessThan(sentenceGain('the', false));
});

test('nothing is said of single letters, capitals throughout and what has no case', () => {
  for (const text of ['I', 'a', 'NODE', 'nextNode', '42', '']) {
    expect([sentenceGain(text, true), sentenceGain(text, false)], text).toEqual([0, 0]);
  }
});
