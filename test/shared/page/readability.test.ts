import { expect, it } from 'vitest';
import { isReadable, shownWords } from '../../../shared/page/readability.ts';

const word = (text: string, confidence: number, source: 'model' | 'human' = 'model') => ({
  text,
  alternatives: [{ text, confidence }],
  confidence,
  source,
  mark: 'text' as const,
});

it('calls writing readable by the mean confidence of its letters, not of its words', () => {
  expect(isReadable([word('algorithm', 0.8), word('a', 0.05), word('b', 0.05)])).toBe(true);
  expect(isReadable([word('rougeatrement', 0.1), word('a', 0.9), word('b', 0.9)])).toBe(false);
  expect(isReadable([])).toBe(true);
});

it('goes by the reading, not by the box: a page of cut words is readable', () => {
  expect(isReadable([{ ...word('algorithm', 0.8), confidence: 0.1 }])).toBe(true);
  expect(isReadable([{ ...word('capitulum', 0.1), confidence: 0.9 }])).toBe(false);
});

it('shows only what a person typed where a model cannot read', () => {
  const typed = word('capitulum', 1, 'human');
  const page = [typed, word('nicholarougeatre', 0.1), word('baby', 0.2)];
  expect(shownWords(page)).toEqual([typed]);
  expect(shownWords([typed, word('tree', 0.9)])).toHaveLength(2);
});
