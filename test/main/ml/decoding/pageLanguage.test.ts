import { expect, test } from 'vitest';
import { chosenShares, languageShares } from '../../../../main/ml/decoding/pageLanguage.ts';

const english = { english: -10, french: -16, german: -15 };
const german = { english: -17, french: -18, german: -11 };
const anything = { english: -12, french: -12, german: -12 };

test('a page has the language that makes its words likeliest, words of any language aside', () => {
  const { german: share } = languageShares([...Array<typeof german>(20).fill(german), anything, anything]);
  expect(share).toBeGreaterThan(0.85);
});

test('a page in two languages has a share of each', () => {
  const shares = languageShares([
    ...Array<typeof german>(20).fill(german),
    ...Array<typeof english>(10).fill(english),
  ]);
  expect(shares.german).toBeCloseTo((20 + 1) / 34, 2);
  expect(shares.english).toBeCloseTo((10 + 2) / 34, 2);
});

test('one word decides little, and a page without words is as usual', () => {
  const usual = languageShares([]);
  const one = languageShares([german]);
  expect(usual.english).toBe(0.5);
  expect(one.german).toBeGreaterThan(usual.german ?? 1);
  expect(one.german).toBeLessThan(0.5);
});

test.each([[[]], [[german]], [[english, german, anything]]])('the shares of a page sum to 1', (words) => {
  const sum = Object.values(languageShares(words)).reduce((total, share) => total + share, 0);
  expect(sum).toBeCloseTo(1, 10);
});

test('a page is compared with further languages where it is asked for, and chosen ones have most of it', () => {
  const dutch = { english: -20, french: -22, german: -17, dutch: -10 };
  const shares = languageShares(Array<typeof dutch>(10).fill(dutch), [
    'english',
    'french',
    'german',
    'dutch',
  ]);
  expect(shares.dutch).toBeGreaterThan(0.6);
  expect(languageShares(Array<typeof dutch>(10).fill(dutch))).not.toHaveProperty('dutch');
  const chosen = chosenShares('dutch');
  expect(chosen.dutch).toBe(0.9);
  expect(Object.keys(chosen)).toHaveLength(4);
});

test('a language that a person chose has most of the page', () => {
  expect(chosenShares('french')).toEqual({
    english: expect.closeTo(0.05) as number,
    french: 0.9,
    german: expect.closeTo(0.05) as number,
  });
});
