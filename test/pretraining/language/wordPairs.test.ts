import { describe, expect, test } from 'vitest';
import { languageFolder } from '../../../main/reader/models/wordDecoders.ts';
import { countWordPairs } from '../../../pretraining/language/wordPairs.ts';
import { readLanguage } from '../../../main/ml/language/language.ts';
import { decodeWordPairs, endsPhrase, wordOf, WordPairs } from '../../../main/ml/language/wordPairs.ts';
import { encodeWordPairs } from '../../../pretraining/files/languageFiles.ts';

const texts = ['The red house, the red door', 'A house. Red wine', 'the "red" house'];
const frequencies = new Map([['the', 50]]);
const options = { leastCount: 1, leastPairs: 1, smoothing: 1, most: 3 };
const content = countWordPairs(texts, frequencies, options);
const pairs = new WordPairs(content);
const gain = (first: string, second: string) => pairs.gain(pairs.numberOf(first), pairs.numberOf(second));

describe('counted pairs', () => {
  test('say that a word is likelier after one that it was seen after, whatever case and signs stand around it', () => {
    expect(gain('the', 'red')).toBeGreaterThan(0);
    expect(gain('THE', '(Red)')).toBe(gain('the', 'red'));
    expect(gain('red', 'house')).toBeGreaterThan(gain('red', 'the'));
  });

  test('say that one is less likely where others always were', () => {
    expect(gain('the', 'wine')).toBeLessThan(0);
  });

  test('say nothing of words that no text held', () => {
    expect(gain('the', 'zebra')).toBe(0);
    expect(gain('zebra', 'red')).toBe(0);
    expect(gain('the', '!')).toBe(0);
  });

  test('do not reach across the end of a phrase', () => {
    expect(gain('house', 'red')).toBe(gain('house', 'wine'));
  });

  test('are what Mackay and Peto give for their counts', () => {
    // "the" stands three times and "red" twice after it; 13 words in all, 4 of them "red", 50 heard: all "the".
    const share = 4 / 13 / 2;
    expect(gain('the', 'red')).toBeCloseTo(Math.log((2 + share) / (3 + 1) / share), 5);
  });

  test('leave rare words out', () => {
    const common = new WordPairs(countWordPairs(texts, frequencies, { ...options, leastCount: 3 }));
    expect(common.numberOf('wine')).toBe(-1);
    expect(common.numberOf('house')).toBeGreaterThanOrEqual(0);
  });
});

test('pairs that are rare count as never seen', () => {
  const common = new WordPairs(countWordPairs(texts, frequencies, { ...options, leastPairs: 2 }));
  const of = (first: string, second: string) => common.gain(common.numberOf(first), common.numberOf(second));
  expect(of('the', 'red')).toBe(gain('the', 'red'));
  expect(of('red', 'door')).toBe(of('red', 'the'));
});

describe('a file of pairs', () => {
  test('gives back what was written, gains to an eighth of a nat', () => {
    const read = decodeWordPairs(encodeWordPairs(content), 'pairs.bin');
    expect(read.words).toEqual(content.words);
    expect(read.starts).toEqual(content.starts);
    expect(read.followers).toEqual(content.followers);
    for (const [index, value] of read.gains.entries()) {
      expect(Math.abs(value - (content.gains[index] ?? 0))).toBeLessThanOrEqual(1 / 16 + 1e-6);
    }
  });

  test('that is damaged is refused', () => {
    const bytes = encodeWordPairs(content);
    expect(() => decodeWordPairs(bytes.subarray(0, bytes.length - 5), 'pairs.bin')).toThrow(/pairs\.bin/u);
  });
});

test('the shipped pairs know English and French', async () => {
  const shipped = new WordPairs((await readLanguage(languageFolder)).pairs);
  const told = (first: string, second: string) =>
    shipped.gain(shipped.numberOf(first), shipped.numberOf(second));
  for (const [first, right, wrong] of [
    ['in', 'the', 'tho'],
    ['of', 'his', 'has'],
    ['will', 'be', 'he'],
    ['linked', 'list', 'lost'],
    ['dans', 'la', 'lu'],
    ['il', 'est', 'et'],
    ['de', 'la', 'lu'],
  ] as const) {
    expect(told(first, right), `${first} ${right}`).toBeGreaterThan(told(first, wrong));
  }
});

test('a token is its letters and digits, small', () => {
  expect(['(Don’t)', "'tis", 'node.next', '42%', '—'].map(wordOf)).toEqual([
    "don't",
    'tis',
    'nodenext',
    '42',
    '',
  ]);
});

test('signs that end a phrase are known', () => {
  expect(['end.', 'why?', 'list:', '(so)', 'and', 'a,'].map(endsPhrase)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
});
