import { describe, expect, it } from 'vitest';
import { cycleStep, learningRate } from '../../../../main/ml/training/schedule.ts';

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

  it('rises and falls again in each cycle', () => {
    const cycles = { ...schedule, totalSteps: 300, cycles: 3 };
    for (let step = 0; step < 300; step += 1) {
      expect(learningRate(cycles, step)).toBe(learningRate(schedule, step % 100));
    }
  });
});

describe('Cycles', () => {
  it('are of one length but for a step where they do not divide the run', () => {
    const run = { ...schedule, totalSteps: 10, cycles: 3 };
    const places = Array.from({ length: 10 }, (_, step) => cycleStep(run, step));
    expect(places.map(({ cycle, step }) => `${String(cycle)}.${String(step)}`)).toEqual([
      ...['0.0', '0.1', '0.2', '0.3'],
      ...['1.0', '1.1', '1.2'],
      ...['2.0', '2.1', '2.2'],
    ]);
    expect(places.map(({ steps }) => steps)).toEqual([4, 4, 4, 4, 3, 3, 3, 3, 3, 3]);
  });

  it('leave no step out and none in two, whatever their number', () => {
    for (const [totalSteps, cycles] of [
      [7, 7],
      [100, 7],
      [1617, 5],
      [5, 9],
    ] as const) {
      let next = { cycle: 0, step: 0 };
      for (let step = 0; step < totalSteps; step += 1) {
        const place = cycleStep({ ...schedule, totalSteps, cycles }, step);
        const isNewCycle = place.cycle > next.cycle;
        expect(place.step).toBe(isNewCycle ? 0 : next.step);
        next = { cycle: place.cycle, step: place.step + 1 };
        expect(place.step).toBeLessThan(place.steps);
      }
      expect(next).toEqual({ cycle: Math.min(cycles, totalSteps) - 1, step: next.step });
    }
  });
});
