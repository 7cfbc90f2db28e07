import { describe, expect, it } from 'vitest';
import { learningRate } from '../../../../main/ml/training/schedule.ts';

const schedule = { peak: 0.01, warmupSteps: 10, decaySteps: 20, totalSteps: 100 };

describe('The learning rate', () => {
  it('warms up to its peak, stays, and falls to zero', () => {
    const rates = [0, 4, 9, 50, 80, 90, 99].map((step) => learningRate(schedule, step));
    const expected = [0.001, 0.005, 0.01, 0.01, 0.01, 0.005, 0.0005];
    for (const [index, rate] of rates.entries()) expect(rate).toBeCloseTo(expected[index] ?? Number.NaN, 10);
  });

  it('does not depend on the length of the run before the decay begins', () => {
    const longer = { ...schedule, totalSteps: 500 };
    for (let step = 0; step <= 80; step += 1) {
      expect(learningRate(longer, step)).toBe(learningRate(schedule, step));
    }
  });
});
