import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ctcLogLikelihood, decodeGreedily, letterTimes } from '../../../../main/ml/decoding/ctcPaths.ts';
import { posteriorsOf } from '../../../../main/ml/decoding/posteriors.ts';
import { bruteForce, anyPosteriors, certainPosteriors } from '../../../support/posteriors.ts';

test('repetitions and blanks are taken out, and only those', () => {
  expect(decodeGreedily(certainPosteriors([0, 3, 3, 0, 3, 2, 2, 0], 4)).letters).toEqual([3, 3, 2]);
});

test('its probability is that of one path: at most that of the reading', () => {
  fc.assert(
    fc.property(anyPosteriors({ steps: 5, classes: 4 }), (posteriors) => {
      const { letters, logProbability } = decodeGreedily(posteriors);
      expect(Math.exp(logProbability)).toBeLessThanOrEqual(
        (bruteForce(posteriors).get(letters.join()) ?? NaN) + 1e-6,
      );
    }),
  );
});

test('it is the sum over every path, for every reading', () => {
  fc.assert(
    fc.property(anyPosteriors({ steps: 5, classes: 4 }), (posteriors) => {
      for (const [key, probability] of bruteForce(posteriors)) {
        const letters = key === '' ? [] : key.split(',').map(Number);
        expect(Math.exp(ctcLogLikelihood(posteriors, letters))).toBeCloseTo(probability, 6);
      }
    }),
  );
});

test('letters that do not fit into the time steps are impossible', () => {
  const posteriors = posteriorsOf(new Float32Array(6), { batch: 1, classes: 3 }, 0, 2);
  expect(ctcLogLikelihood(posteriors, [1, 2, 1])).toBe(-Infinity);
  expect(ctcLogLikelihood(posteriors, [1, 1])).toBe(-Infinity);
});

test('hundreds of improbable steps do not underflow', () => {
  const steps = 800;
  const posteriors = posteriorsOf(new Float32Array(steps * 100), { batch: 1, classes: 100 }, 0, steps);
  const found = ctcLogLikelihood(posteriors, [1]);
  // One run of the letter in each of its places: steps * (steps + 1) / 2 paths.
  expect(found).toBeCloseTo(Math.log((steps * (steps + 1)) / 2) - steps * Math.log(100), 3);
});

test('letters stand where the posteriors shows them', () => {
  expect(letterTimes(certainPosteriors([0, 3, 3, 0, 3, 2, 0], 4), [3, 3, 2])).toEqual([
    { start: 1, end: 3 },
    { start: 4, end: 5 },
    { start: 5, end: 6 },
  ]);
});

test('a reading too long for the posteriors has no place in it', () => {
  expect(letterTimes(certainPosteriors([1, 2], 4), [1, 2, 3])).toBeNull();
  expect(letterTimes(certainPosteriors([1, 1], 4), [1, 1])).toBeNull();
});

test('letters come one after the other, each at least a step long', () => {
  fc.assert(
    fc.property(anyPosteriors({ steps: 8, classes: 4 }), (posteriors) => {
      const times = letterTimes(posteriors, decodeGreedily(posteriors).letters) ?? [];
      let end = 0;
      for (const time of times) {
        expect(time.start).toBeGreaterThanOrEqual(end);
        expect(time.end).toBeGreaterThan(time.start);
        end = time.end;
      }
      expect(end).toBeLessThanOrEqual(posteriors.steps);
    }),
  );
});
