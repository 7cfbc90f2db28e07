import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeGreedily } from '../../../../main/ml/decoding/ctcPaths.ts';
import { letterTimes } from '../../../../main/pretraining/words/letterLines.ts';
import { anyPosteriors, certainPosteriors } from '../../../support/posteriors.ts';

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
