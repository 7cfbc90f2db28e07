import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alternativesOf, mostAlternatives } from '../../../../main/ml/decoding/confidence.ts';
import { defaultBeam, searchPrefixBeam } from '../../../../main/ml/decoding/prefixBeamSearch.ts';
import { lattices } from '../../../support/lattices.ts';

const textOf = (letters: readonly number[]): string => letters.join('');

test('confidences fall, lie between 0 and 1, and sum to at most 1', () => {
  fc.assert(
    fc.property(lattices({ steps: 6, classes: 5 }), fc.integer({ min: 1, max: 20 }), (lattice, count) => {
      const alternatives = alternativesOf(
        searchPrefixBeam(lattice, { ...defaultBeam, count: defaultBeam.width }),
        textOf,
        count,
      );
      const confidences = alternatives.map(({ confidence }) => confidence);
      expect(alternatives.length).toBeGreaterThan(0);
      expect(alternatives.length).toBeLessThanOrEqual(Math.min(count, mostAlternatives));
      expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
      expect(Math.min(...confidences)).toBeGreaterThanOrEqual(0);
      expect(confidences.reduce((sum, confidence) => sum + confidence, 0)).toBeLessThanOrEqual(1 + 1e-9);
    }),
  );
});

test('two readings as likely as each other share', () => {
  const even = [1, 2].map((letter) => ({ letters: [letter], logProbability: -800 }));
  expect(alternativesOf(even, textOf, 10)).toEqual([
    { text: '1', confidence: 0.5 },
    { text: '2', confidence: 0.5 },
  ]);
});

test('nothing possible has no alternative', () => {
  expect(alternativesOf([{ letters: [], logProbability: -Infinity }], textOf, 10)).toEqual([]);
});
