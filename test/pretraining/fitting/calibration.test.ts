import { expect, test } from 'vitest';
import { type Candidate, confidencesOf } from '../../../main/ml/decoding/calibration.ts';
import {
  binByConfidence,
  type CalibrationSample,
  expectedCalibrationError,
  fitCalibration,
  type Judgement,
} from '../../../pretraining/fitting/calibration.ts';
import { createRandom } from '../../../shared/random.ts';

const true_ = { sharpness: 0.7, bias: -2, lattice: 1.5, guide: 0.5, length: 0.8 };

/** Words whose right readings were drawn by a known calibration. */
function drawSamples(count: number): CalibrationSample[] {
  const random = createRandom(7);
  return Array.from({ length: count }, () => {
    const letters = Array.from({ length: random.integer(1, 9) }, () => 1);
    const candidates = Array.from({ length: random.integer(1, 8) }, (): Candidate => {
      return { letters, lattice: -random.between(0, 12), guide: -random.between(0, 6) };
    }).sort((a, b) => b.lattice + b.guide - a.lattice - a.guide);
    let ticket = random.next();
    const right = confidencesOf(candidates, true_).findIndex((confidence) => (ticket -= confidence) < 0);
    return { candidates, right };
  });
}

test('confidences lie between 0 and 1, fall, and leave room for none of them', () => {
  for (const { candidates } of drawSamples(200)) {
    const confidences = confidencesOf(candidates, true_);
    expect(confidences).toHaveLength(candidates.length);
    expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
    expect(Math.min(...confidences)).toBeGreaterThanOrEqual(0);
    expect(confidences.reduce((sum, confidence) => sum + confidence, 0)).toBeLessThan(1);
  }
});

test('nothing to choose from has no confidence', () => {
  expect(confidencesOf([], true_)).toEqual([]);
});

test('a fit finds the calibration that drew the samples', () => {
  const found = fitCalibration(drawSamples(6000));
  for (const [name, value] of Object.entries(true_)) {
    expect(Math.abs(found[name as keyof typeof true_] - value), name).toBeLessThan(0.35);
  }
});

test('samples that cannot be told apart still fit', () => {
  const candidates = [{ letters: [1], lattice: -1, guide: -1 }];
  const samples = [0, 0, 0, -1].map((right) => ({ candidates, right }));
  expect(confidencesOf(candidates, fitCalibration(samples))[0]).toBeCloseTo(0.75, 2);
});

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
