import { expect, it } from 'vitest';
import { withMean } from '../../../renderer/training/run/RunCurves.tsx';

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
