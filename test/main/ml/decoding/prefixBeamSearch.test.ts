import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeGreedily } from '../../../../main/ml/decoding/ctcPaths.ts';
import { PrefixBeam } from '../../../../main/ml/decoding/prefixBeamSearch.ts';
import { createAlphabet } from '../../../../shared/alphabet.ts';
import { bruteForce, anyPosteriors, certainPosteriors } from '../../../support/posteriors.ts';
import { defaultBeam, scorerBy, searchPrefixBeam } from '../../../support/prefixBeam.ts';

const exhaustive = { width: 10_000, count: 10_000, letterFloor: -Infinity, range: Infinity };

describe('against every path there is', () => {
  test('an unbounded beam finds each reading with its probability, best first', () => {
    fc.assert(
      fc.property(anyPosteriors({ steps: 5, classes: 4 }), (posteriors) => {
        const truth = bruteForce(posteriors);
        const found = searchPrefixBeam(posteriors, exhaustive);
        expect(found.length).toBe(truth.size);
        for (const { letters, logProbability } of found) {
          expect(Math.exp(logProbability)).toBeCloseTo(truth.get(letters.join()) ?? NaN, 5);
        }
        const order = found.map(({ logProbability }) => logProbability);
        expect(order).toEqual(order.toSorted((a, b) => b - a));
      }),
    );
  });

  test('no beam, however narrow, is worse than the greedy reading', () => {
    fc.assert(
      fc.property(
        anyPosteriors({ steps: 6, classes: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (posteriors, width, range) => {
          const truth = bruteForce(posteriors);
          const greedy = truth.get(decodeGreedily(posteriors).letters.join()) ?? NaN;
          const [best] = searchPrefixBeam(posteriors, { ...defaultBeam, width, range, count: 1 });
          expect(truth.get(best?.letters.join() ?? '')).toBeGreaterThanOrEqual(greedy * (1 - 1e-6));
        },
      ),
    );
  });

  test('each reading comes with the probability of all its paths, also of those that the beam lost', () => {
    fc.assert(
      fc.property(anyPosteriors({ steps: 6, classes: 4 }), (posteriors) => {
        const truth = bruteForce(posteriors);
        for (const { letters, logProbability } of searchPrefixBeam(posteriors, {
          ...defaultBeam,
          width: 3,
          count: 3,
        })) {
          expect(Math.exp(logProbability)).toBeCloseTo(truth.get(letters.join()) ?? NaN, 5);
        }
      }),
    );
  });
});

describe('with a guide', () => {
  test('an unbounded beam orders every reading by both together', () => {
    fc.assert(
      fc.property(anyPosteriors({ steps: 5, classes: 4 }), (posteriors) => {
        const truth = bruteForce(posteriors);
        const weigh = (letters: readonly number[]) => letters.filter((letter) => letter === 2).length;
        const beam = new PrefixBeam(scorerBy(weigh, 1));
        const found = beam.search(posteriors, exhaustive);
        expect(found.length).toBe(truth.size);
        for (const { letters, logProbability, guide } of found) {
          expect(Math.exp(logProbability)).toBeCloseTo(truth.get(letters.join()) ?? NaN, 5);
          expect(guide).toBe(weigh(letters));
        }
        const scores = found.map(({ logProbability, guide }) => logProbability + guide);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      }),
    );
  });

  test('a search forgets the one before', () => {
    const beam = new PrefixBeam(scorerBy((letters) => -letters.length, 1));
    const posteriors = certainPosteriors([1, 0, 2, 2, 3], 5);
    const first = beam.search(posteriors, defaultBeam);
    beam.search(certainPosteriors([4, 4, 0, 4, 1, 2, 3, 1], 5), defaultBeam);
    expect(beam.search(posteriors, defaultBeam)).toEqual(first);
  });
});

describe('repeated letters', () => {
  const alphabet = createAlphabet('begin l');

  /** One step a letter, a blank wherever a letter repeats. */
  function pathOf(word: string): number[] {
    return Array.from(alphabet.encode(word)).flatMap((letter, index, letters) =>
      letter === letters[index - 1] ? [0, letter] : [letter, letter],
    );
  }

  for (const word of ['ll', 'll e', 'beginning', 'bell']) {
    test(`"${word}" survives`, () => {
      const posteriors = certainPosteriors(pathOf(word), alphabet.classCount);
      const [best] = searchPrefixBeam(posteriors, { ...defaultBeam, count: 1 });
      expect(alphabet.decode(best?.letters ?? [])).toBe(word);
      expect(alphabet.decode(decodeGreedily(posteriors).letters)).toBe(word);
    });
  }

  test('without a blank between them they are one letter', () => {
    const posteriors = certainPosteriors([6, 6, 6], 8);
    expect(searchPrefixBeam(posteriors, { ...defaultBeam, count: 1 })[0]?.letters).toEqual([6]);
  });
});

test('no more readings come back than were asked for', () => {
  const posteriors = certainPosteriors([1, 0, 2, 3], 5);
  expect(
    searchPrefixBeam(posteriors, { ...defaultBeam, letterFloor: -Infinity, range: Infinity, count: 3 }),
  ).toHaveLength(3);
});

test('posteriors without a time step have the empty reading', () => {
  const posteriors = { steps: 0, classes: 4, logProbabilities: new Float32Array(0) };
  expect(searchPrefixBeam(posteriors, { ...defaultBeam, count: 5 })).toEqual([
    { letters: [], logProbability: 0 },
  ]);
});
