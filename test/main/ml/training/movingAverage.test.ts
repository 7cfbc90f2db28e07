import { beforeAll, describe, expect, it } from 'vitest';
import { tf, type Variable } from '../../../../main/ml/tf.ts';
import {
  assignAverage,
  createMovingAverage,
  disposeMovingAverage,
  updateMovingAverage,
  withAveragedWeights,
} from '../../../../main/ml/training/movingAverage.ts';
import { cycleStep, type Schedule } from '../../../../main/ml/training/schedule.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** What is kept after a weight took these values, one a step. */
function kept(values: readonly number[], decay: number, cycles: number): number {
  const weight: Variable = tf.variable(tf.tensor1d([0]));
  const weights = new Map([['weight', weight]]);
  const schedule: Schedule = { peak: 1, warmupSteps: 0, decaySteps: 0, totalSteps: values.length, cycles };
  const moving = createMovingAverage(weights, decay, cycles);
  for (const [step, value] of values.entries()) {
    tf.tidy(() => {
      weight.assign(tf.tensor1d([value]));
    });
    updateMovingAverage(moving, weights, cycleStep(schedule, step));
  }
  assignAverage(moving, weights);
  const [number = Number.NaN] = weight.dataSync();
  disposeMovingAverage(moving);
  weight.dispose();
  return number;
}

describe('The moving average', () => {
  it('is the last weight where it forgets all, and lags behind otherwise', () => {
    expect(kept([1, 2, 3], 0, 1)).toBe(3);
    expect(kept([1, 1, 9], 0.9, 1)).toBeGreaterThan(1);
    expect(kept([1, 1, 9], 0.9, 1)).toBeLessThan(9);
  });

  it('is the mean of what the cycles ended with', () => {
    expect(kept([5, 1, 7, 3, 2, 8], 0, 3)).toBeCloseTo((1 + 3 + 8) / 3, 6);
    expect(kept([5, 1, 7, 3], 0, 2)).toBeCloseTo(2, 6);
    expect(kept([4, 8, 6], 0, 3)).toBeCloseTo(6, 6);
  });

  it('begins anew in each cycle', () => {
    const far = Array.from({ length: 40 }, () => 1000);
    const near = Array.from({ length: 40 }, () => 2);
    expect(kept([...far, ...near], 0.99, 2)).toBeCloseTo((1000 + 2) / 2, 4);
  });

  it('counts the cycle at hand when weights are scored on the way, and puts the trained ones back', async () => {
    const weight: Variable = tf.variable(tf.tensor1d([0]));
    const weights = new Map([['weight', weight]]);
    const moving = createMovingAverage(weights, 0, 2);
    for (const [cycle, value] of [4, 10].entries()) {
      weight.assign(tf.tensor1d([value]));
      updateMovingAverage(moving, weights, { cycle, step: 0, steps: 2 });
    }
    const scored = await withAveragedWeights(moving, weights, () => Promise.resolve(weight.dataSync()[0]));
    expect(scored).toBe(7);
    expect(weight.dataSync()[0]).toBe(10);
    disposeMovingAverage(moving);
  });
});
