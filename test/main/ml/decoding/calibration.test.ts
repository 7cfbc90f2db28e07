import { expect, test } from 'vitest';
import { createRandom } from '../../../../shared/random.ts';
import {
  confidencesOf,
  fitCalibration,
  type CalibrationSample,
  type Candidate,
} from '../../../../main/ml/decoding/calibration.ts';

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
