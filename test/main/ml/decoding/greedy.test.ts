import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeGreedily } from '../../../../main/ml/decoding/greedy.ts';
import { bruteForce, lattices, sureLattice } from '../../../support/lattices.ts';

test('repetitions and blanks are taken out, and only those', () => {
  expect(decodeGreedily(sureLattice([0, 3, 3, 0, 3, 2, 2, 0], 4)).letters).toEqual([3, 3, 2]);
});

test('its probability is that of one path: at most that of the reading', () => {
  fc.assert(
    fc.property(lattices({ steps: 5, classes: 4 }), (lattice) => {
      const { letters, logProbability } = decodeGreedily(lattice);
      expect(Math.exp(logProbability)).toBeLessThanOrEqual(
        (bruteForce(lattice).get(letters.join()) ?? NaN) + 1e-6,
      );
    }),
  );
});
