import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeGreedily } from '../../../../main/ml/decoding/ctcPaths.ts';
import { letterTimes } from '../../../../main/pretraining/words/letterTimes.ts';
import { lattices, sureLattice } from '../../../support/lattices.ts';

test('letters stand where the lattice shows them', () => {
  expect(letterTimes(sureLattice([0, 3, 3, 0, 3, 2, 0], 4), [3, 3, 2])).toEqual([
    { start: 1, end: 3 },
    { start: 4, end: 5 },
    { start: 5, end: 6 },
  ]);
});

test('a reading too long for the lattice has no place in it', () => {
  expect(letterTimes(sureLattice([1, 2], 4), [1, 2, 3])).toBeNull();
  expect(letterTimes(sureLattice([1, 1], 4), [1, 1])).toBeNull();
});

test('letters come one after the other, each at least a step long', () => {
  fc.assert(
    fc.property(lattices({ steps: 8, classes: 4 }), (lattice) => {
      const times = letterTimes(lattice, decodeGreedily(lattice).letters) ?? [];
      let end = 0;
      for (const time of times) {
        expect(time.start).toBeGreaterThanOrEqual(end);
        expect(time.end).toBeGreaterThan(time.start);
        end = time.end;
      }
      expect(end).toBeLessThanOrEqual(lattice.steps);
    }),
  );
});
