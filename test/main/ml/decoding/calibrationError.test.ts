import { expect, test } from 'vitest';
import {
  binByConfidence,
  expectedCalibrationError,
  type Judgement,
} from '../../../../main/ml/decoding/calibrationError.ts';

/** `right` of each ten judgements of one confidence are right. */
function judgements(confidence: number, right: number): Judgement[] {
  return Array.from({ length: 10 }, (_, index) => ({ confidence, isRight: index < right }));
}

test('confidences that hold have no error', () => {
  const sets = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].flatMap((right) => judgements(right / 10, right));
  expect(expectedCalibrationError(sets)).toBeCloseTo(0);
});

test('being sure and wrong half of the time is an error of a half', () => {
  expect(expectedCalibrationError(judgements(1, 5))).toBeCloseTo(0.5);
});

test('bins hold as many judgements each, the least sure first', () => {
  const bins = binByConfidence([...judgements(0.9, 9), ...judgements(0.2, 2)], 2);
  expect(bins.map(({ count, accuracy }) => [count, accuracy])).toEqual([
    [10, 0.2],
    [10, 0.9],
  ]);
});
