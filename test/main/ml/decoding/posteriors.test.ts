import { describe, expect, it, test } from 'vitest';
import { prunePosteriors, posteriorsOf, logAdd, symbolsOf } from '../../../../main/ml/decoding/posteriors.ts';
import { createAlphabet } from '../../../../shared/alphabet.ts';
import { separatorSymbol, unpackPosteriors } from '../../../../shared/prunedPosteriors.ts';
import { WordLikelihood } from '../../../../main/ml/decoding/wordLikelihood.ts';
import { certainPosteriors } from '../../../support/posteriors.ts';

test('each step of each word of a batch is a probability distribution, padding left out', () => {
  const [steps, batch, classes] = [3, 2, 4];
  const logits = Float32Array.from({ length: steps * batch * classes }, (_, index) => (index * 5) % 7);
  const posteriors = posteriorsOf(logits, { batch, classes }, 1, 2);
  expect(posteriors.logProbabilities).toHaveLength(2 * classes);
  for (let step = 0; step < 2; step += 1) {
    const row = posteriors.logProbabilities.subarray(step * classes, (step + 1) * classes);
    expect(row.reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 5);
    const from = (step * batch + 1) * classes;
    expect((row[1] ?? 0) - (row[0] ?? 0)).toBeCloseTo((logits[from + 1] ?? 0) - (logits[from] ?? 0), 5);
  }
});

test('huge logits do not overflow', () => {
  const { logProbabilities } = posteriorsOf(Float32Array.of(1e4, 0), { batch: 1, classes: 2 }, 0, 1);
  expect(Array.from(logProbabilities)).toEqual([0, -1e4]);
});

test('adding in log space keeps zero and large differences', () => {
  expect(logAdd(-Infinity, -3)).toBe(-3);
  expect(logAdd(-3, -Infinity)).toBe(-3);
  expect(logAdd(-Infinity, -Infinity)).toBe(-Infinity);
  expect(logAdd(Math.log(0.25), Math.log(0.5))).toBeCloseTo(Math.log(0.75));
  expect(logAdd(-1, -2000)).toBe(-1);
});

const alphabet = createAlphabet("abcAé'");
const symbols = symbolsOf(alphabet);

function fold(path: readonly number[], confidence: number) {
  const posteriors = certainPosteriors(path, alphabet.classCount);
  const text = alphabet.decode(path.filter((letter, step) => letter > 0 && letter !== path[step - 1]));
  const packed = prunePosteriors(posteriors, symbols, [{ text, confidence }]);
  return packed === null ? null : unpackPosteriors(Buffer.from(packed, 'base64'));
}

describe('folded posteriors', () => {
  it('has one symbol for a letter in any case, with any accent, and one for all signs', () => {
    expect([...symbols]).toEqual([0, 97, 98, 99, 97, 101, separatorSymbol]);
  });

  it('is kept of a word that its readings leave uncertain, and no other', () => {
    expect(fold([1, 0, 2], 0.99)).toBeNull();
    expect(fold([1, 0, 2], 0.6)?.uncertainty).toBeCloseTo(0.4, 2);
  });

  it('spells the reading that it was made with, folded, best', () => {
    const posteriors = fold([4, 4, 0, 0, 0, 6, 0, 5, 0], 0.5);
    if (posteriors === null) throw new Error('Nothing was kept.');
    expect(new WordLikelihood('ae').of(posteriors)).toBeGreaterThan(-0.5);
    expect(new WordLikelihood('ae').of(posteriors)).toBeCloseTo(posteriors.best, 0);
    expect(new WordLikelihood('ab').of(posteriors)).toBeLessThan(posteriors.best - 3);
  });

  it('spells out a letter that search folds to two', () => {
    const german = createAlphabet('aeœß');
    const found = symbolsOf(german);
    const readings = [{ text: 'œaß', confidence: 0.6 }];
    const packed = prunePosteriors(certainPosteriors([3, 0, 1, 4], german.classCount), found, readings);
    const posteriors = packed === null ? null : unpackPosteriors(Buffer.from(packed, 'base64'));
    if (posteriors === null) throw new Error('Nothing was kept.');
    expect(posteriors.best).toBeGreaterThan(-0.7);
    expect(new WordLikelihood('oeass').of(posteriors)).toBeCloseTo(posteriors.best, 0);
    expect(new WordLikelihood('oeas').of(posteriors)).toBeLessThan(posteriors.best - 3);
  });

  it('is not kept of a long word of which a network with many letters sees nothing', () => {
    const letters = Array.from({ length: 100 }, (_, index) => String.fromCodePoint(0x4e00 + index));
    const chinese = createAlphabet(letters.join(''));
    const { classCount: classes } = chinese;
    const blind = posteriorsOf(new Float32Array(200 * classes), { batch: 1, classes }, 0, 200);
    expect(prunePosteriors(blind, symbolsOf(chinese), [{ text: '一', confidence: 0.01 }])).toBeNull();
  });

  it('says once what several steps say in a row', () => {
    const short = fold([1, 0, 2], 0.5);
    const long = fold([0, 0, 1, 1, 1, 0, 0, 0, 2, 2, 0, 0], 0.5);
    expect(long?.starts.length).toBe(short?.starts.length);
  });
});
