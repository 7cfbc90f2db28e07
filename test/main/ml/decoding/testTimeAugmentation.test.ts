import { expect, test } from 'vitest';
import { ctcLogLikelihood } from '../../../../main/ml/decoding/ctcPaths.ts';
import { posteriorsOf } from '../../../../main/ml/decoding/posteriors.ts';
import { fuseViews, type View } from '../../../../main/ml/decoding/testTimeAugmentation.ts';

const classes = 4;
/** Each step's probabilities of the letters 1 to 3; the blank has the rest. */
function viewOf(steps: readonly (readonly [number, number, number])[], found: readonly number[][]): View {
  const logits = Float32Array.from(steps.flatMap((shares) => [1 - sum(shares), ...shares].map(Math.log)));
  const posteriors = posteriorsOf(logits, { batch: 1, classes }, 0, steps.length);
  const candidates = found.map((letters) => ({
    letters,
    lattice: ctcLogLikelihood(posteriors, letters),
    guide: 0,
  }));
  return { posteriors, candidates: candidates.sort((a, b) => b.lattice - a.lattice) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const one = viewOf([[0.5, 0.4, 0.05]], [[1], [2]]);
const other = viewOf([[0.05, 0.45, 0.49]], [[3], [2]]);

test('a reading that every view finds likely wins over one that a single view finds likelier', () => {
  expect(fuseViews([one, other]).map(({ letters }) => letters)).toEqual([[2], [1], [3]]);
});

test('a fused reading has the mean of what the views say of it', () => {
  const [best] = fuseViews([one, other]);
  expect(best?.lattice).toBeCloseTo((Math.log(0.4) + Math.log(0.45)) / 2, 5);
});

test('one view alone is what its search found, unchanged', () => {
  expect(fuseViews([one])).toEqual(one.candidates);
  expect(fuseViews([])).toEqual([]);
});

test('language still weighs: what it favours comes first where the views differ less', () => {
  const favoured = {
    ...one,
    candidates: one.candidates.map((found) => ({ ...found, guide: found.letters[0] === 1 ? 3 : 0 })),
  };
  expect(fuseViews([favoured, other])[0]?.letters).toEqual([1]);
});

test('no view forbids a reading that it cannot spell at all', () => {
  const short = viewOf([[0.9, 0.05, 0.04]], [[1]]);
  const long = viewOf(
    [
      [0.9, 0.05, 0.04],
      [0.04, 0.9, 0.05],
    ],
    [[1, 2]],
  );
  const found = fuseViews([short, long]);
  expect(found).toHaveLength(2);
  for (const { lattice } of found) expect(lattice).toBeGreaterThan(-40);
});
