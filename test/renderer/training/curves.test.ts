import { expect, it } from 'vitest';
import { nearestPoint } from '../../../renderer/training/chart/layOut.ts';
import { heldBack, withMean } from '../../../renderer/training/run/RunCurves.tsx';
import { evaluationFixture, resultFixture, runFixture } from './runs.ts';

it('a noisy curve is behind its mean, which begins at the first value; a short one has none', () => {
  const points = Array.from({ length: 40 }, (_, index) => ({
    step: index,
    value: 10 + (index % 2 === 0 ? 1 : -1),
  }));
  const [raw, mean] = withMean([{ name: 'training', colour: 0, points }]);
  expect(raw).toMatchObject({ name: 'training', isFaint: true, points });
  expect(mean?.points[0]?.value).toBeCloseTo(11);
  const late = mean?.points.slice(20).map(({ value }) => value) ?? [];
  expect(Math.max(...late) - Math.min(...late)).toBeLessThan(0.3);
  expect(withMean([{ name: 'training', colour: 0, points: points.slice(0, 5) }])).toHaveLength(1);
});

it('the ringed point is the model that is kept, which may be a blend; while a run goes on, the best checkpoint', () => {
  const evaluations = [
    evaluationFixture(10, 0.2),
    evaluationFixture(20, 0.217),
    evaluationFixture(30, 0.24, false),
  ];
  const going = heldBack({ run: runFixture(1, { step: 30 }), evaluations }, ({ cer }) => cer);
  expect(going.filter(({ isBest }) => isBest)).toEqual([{ step: 20, value: 0.217, isBest: true }]);
  const result = resultFixture({ heldBack: [0.207, 0.185] });
  const ended = heldBack({ run: runFixture(1, { step: 30, result }), evaluations }, ({ cer }) => cer);
  expect(ended.filter(({ isBest }) => isBest)).toEqual([{ step: 30, value: 0.185, isBest: true }]);
  expect(nearestPoint(ended, 30)?.value).toBe(result.after.heldBack.cer);
});
