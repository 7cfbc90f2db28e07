import { expect, test } from 'vitest';
import { createVocabulary, proseToken } from '../../../pretraining/vocabulary/vocabulary.ts';
import { createAlphabet, pretrainedCharacters } from '../../../shared/alphabet.ts';
import { createRandom } from '../../../shared/random.ts';
import { smallLists } from '../../support/wordLists.ts';

const vocabulary = createVocabulary(smallLists);
const alphabet = createAlphabet(pretrainedCharacters);
const drawWords = (seed: number, count: number): string[] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => vocabulary.next(random));
};
const words = drawWords(1, 20_000);
const share = (pattern: RegExp): number => words.filter((word) => pattern.test(word)).length / words.length;

test('every word can be encoded by the starter alphabet and has 1 to 24 characters', () => {
  for (const word of words) {
    expect(word).toSatisfy((text: string) => text.length >= 1 && text.length <= 24 && alphabet.has(text));
    expect(word).not.toMatch(/\s/u);
  }
});

test('every character of the starter alphabet comes up', () => {
  const seen = new Set(drawWords(2, 60_000).flatMap((word) => Array.from(word)));
  expect(Array.from(pretrainedCharacters).filter((character) => !seen.has(character))).toEqual([]);
});

test('the mix holds plain, capitalised and all-capital words, digits, accents and code', () => {
  expect(share(/^\p{Ll}+$/u)).toBeGreaterThan(0.3);
  expect(share(/^\p{Lu}\p{Ll}+$/u)).toBeGreaterThan(0.07);
  expect(share(/^\p{Lu}{2,}$/u)).toBeGreaterThan(0.05);
  expect(share(/\d/u)).toBeGreaterThan(0.06);
  expect(share(/[à-ÿ]/u)).toBeGreaterThan(0.05);
  // Of Spanish and Portuguese words: French and German ones have none of these.
  expect(share(/\p{Ll}[ãñóõá]|[ãñóõá]\p{Ll}/u)).toBeGreaterThan(0.01);
  expect(share(/[()[\]{}=;]/u)).toBeGreaterThan(0.08);
});

test('the same seed draws the same words', () => {
  expect(drawWords(7, 200)).toEqual(drawWords(7, 200));
  expect(drawWords(8, 200)).not.toEqual(drawWords(7, 200));
});

const random = createRandom(5);
const tokens = Array.from({ length: 20_000 }, () => proseToken(() => 'word', random));
const shareOfTokens = (pattern: RegExp): number =>
  tokens.filter((token) => pattern.test(token)).length / tokens.length;

test('most words stand bare and small, as in running text', () => {
  expect(shareOfTokens(/^word$/u)).toBeGreaterThan(0.5);
  expect(shareOfTokens(/^word$/u)).toBeLessThan(0.7);
});

test('commas and full stops are the common stops; capitals begin a sentence or a name', () => {
  expect(shareOfTokens(/^\p{L}+[,.]$/u)).toBeGreaterThan(0.1);
  expect(shareOfTokens(/^Word/u)).toBeGreaterThan(0.08);
  expect(shareOfTokens(/^WORD/u)).toBeLessThan(0.05);
});

test('contractions, compounds, quotations and lone stops come up', () => {
  for (const pattern of [/^\p{L}+n't/u, /word-word/u, /^"/u, /[,.]"$/u, /^\.$/u]) {
    expect(shareOfTokens(pattern), String(pattern)).toBeGreaterThan(0.0005);
  }
});
