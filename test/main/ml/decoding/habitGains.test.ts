import { expect, test } from 'vitest';
import { habitGains } from '../../../../main/ml/decoding/habitGains.ts';
import { told, type UncertainWord } from '../../../../main/ml/decoding/uncertainWord.ts';

const sure = (text: string): UncertainWord => ({ texts: [text], confidences: [0.98] });
const doubtful: UncertainWord = { texts: ['of', 'OF'], confidences: [0.75, 0.2] };
const small = ['the', 'list', 'is', 'empty', 'and', 'we', 'return', 'null', 'at', 'once'].map(sure);
const capitals = small.map(({ texts: [text = ''] }) => sure(text.toUpperCase()));

/** What the first word of a page is read as, and the others after it. */
function firstOf(words: readonly UncertainWord[]): string | undefined {
  const { texts, confidences } = told(words[0] ?? doubtful, habitGains(words)[0] ?? []);
  return texts[confidences.indexOf(Math.max(...confidences))];
}

test('a doubtful word is read in the case that its page is written in', () => {
  expect(firstOf([doubtful, ...capitals])).toBe('OF');
  expect(firstOf([doubtful, ...small])).toBe('of');
});

test('a page of few words says little', () => {
  expect(firstOf([doubtful])).toBe('of');
  expect(firstOf([doubtful, sure('THE')])).toBe('of');
});

test('a sure word stays what it is', () => {
  expect(firstOf([{ texts: ['of', 'OF'], confidences: [0.97, 0.001] }, ...capitals])).toBe('of');
});

test('words say nothing of single letters, nor letters of words', () => {
  const letter: UncertainWord = { texts: ['x', 'X'], confidences: [0.5, 0.4] };
  const [gains = []] = habitGains([letter, ...capitals]);
  const [alone = []] = habitGains([letter]);
  expect(gains).toEqual(alone);
});

test('what holds no letter gains nothing', () => {
  expect(habitGains([sure('42'), ...capitals])[0]).toEqual([0]);
});
