import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeGreedily } from '../../../../main/ml/decoding/greedy.ts';
import { defaultBeam, searchPrefixBeam } from '../../../../main/ml/decoding/prefixBeamSearch.ts';
import { createAlphabet } from '../../../../shared/alphabet.ts';
import { bruteForce, lattices, sureLattice } from '../../../support/lattices.ts';

const exhaustive = { width: 10_000, count: 10_000, letterFloor: -Infinity, range: Infinity };

describe('against every path there is', () => {
  test('an unbounded beam finds each reading with its probability, best first', () => {
    fc.assert(
      fc.property(lattices({ steps: 5, classes: 4 }), (lattice) => {
        const truth = bruteForce(lattice);
        const found = searchPrefixBeam(lattice, exhaustive);
        expect(found.length).toBe(truth.size);
        for (const { letters, logProbability } of found) {
          expect(Math.exp(logProbability)).toBeCloseTo(truth.get(letters.join()) ?? NaN, 5);
        }
        const order = found.map(({ logProbability }) => logProbability);
        expect(order).toEqual(order.toSorted((a, b) => b - a));
      }),
    );
  });

  test('the usual beam is never worse than the greedy reading', () => {
    fc.assert(
      fc.property(lattices({ steps: 6, classes: 4 }), (lattice) => {
        const truth = bruteForce(lattice);
        const greedy = truth.get(decodeGreedily(lattice).letters.join()) ?? NaN;
        const [best] = searchPrefixBeam(lattice, {
          ...defaultBeam,
          letterFloor: -Infinity,
          range: Infinity,
          count: 1,
        });
        // A pruned beam may take the lesser of two that are equal but for a thousandth.
        expect(truth.get(best?.letters.join() ?? '')).toBeGreaterThanOrEqual(greedy * 0.999);
      }),
    );
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
      const lattice = sureLattice(pathOf(word), alphabet.classCount);
      const [best] = searchPrefixBeam(lattice, { ...defaultBeam, count: 1 });
      expect(alphabet.decode(best?.letters ?? [])).toBe(word);
      expect(alphabet.decode(decodeGreedily(lattice).letters)).toBe(word);
    });
  }

  test('without a blank between them they are one letter', () => {
    const lattice = sureLattice([6, 6, 6], 8);
    expect(searchPrefixBeam(lattice, { ...defaultBeam, count: 1 })[0]?.letters).toEqual([6]);
  });
});

test('no more readings come back than were asked for', () => {
  const lattice = sureLattice([1, 0, 2, 3], 5);
  expect(
    searchPrefixBeam(lattice, { ...defaultBeam, letterFloor: -Infinity, range: Infinity, count: 3 }),
  ).toHaveLength(3);
});

test('an empty lattice has the empty reading', () => {
  const lattice = { steps: 0, classes: 4, logProbabilities: new Float32Array(0) };
  expect(searchPrefixBeam(lattice, { ...defaultBeam, count: 5 })).toEqual([
    { letters: [], logProbability: 0 },
  ]);
});
