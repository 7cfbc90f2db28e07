import { expect, test } from 'vitest';
import { latticeOf, logAdd } from '../../../../main/ml/decoding/lattice.ts';

test('each step of each word of a batch is a probability distribution, padding left out', () => {
  const [steps, batch, classes] = [3, 2, 4];
  const logits = Float32Array.from({ length: steps * batch * classes }, (_, index) => (index * 5) % 7);
  const lattice = latticeOf(logits, { batch, classes }, 1, 2);
  expect(lattice.logProbabilities).toHaveLength(2 * classes);
  for (let step = 0; step < 2; step += 1) {
    const row = lattice.logProbabilities.subarray(step * classes, (step + 1) * classes);
    expect(row.reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 5);
    const from = (step * batch + 1) * classes;
    expect((row[1] ?? 0) - (row[0] ?? 0)).toBeCloseTo((logits[from + 1] ?? 0) - (logits[from] ?? 0), 5);
  }
});

test('huge logits do not overflow', () => {
  const { logProbabilities } = latticeOf(Float32Array.of(1e4, 0), { batch: 1, classes: 2 }, 0, 1);
  expect(Array.from(logProbabilities)).toEqual([0, -1e4]);
});

test('adding in log space keeps zero and large differences', () => {
  expect(logAdd(-Infinity, -3)).toBe(-3);
  expect(logAdd(-3, -Infinity)).toBe(-3);
  expect(logAdd(-Infinity, -Infinity)).toBe(-Infinity);
  expect(logAdd(Math.log(0.25), Math.log(0.5))).toBeCloseTo(Math.log(0.75));
  expect(logAdd(-1, -2000)).toBe(-1);
});
