import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  layOut,
  linearScale,
  logarithmicScale,
  nearestPoint,
  pathThrough,
  rangeOf,
  type Series,
  stepsOf,
} from '../../../../renderer/training/chart/layOut.ts';

const axis = { from: 100, to: 0, count: 4 };

function curve(values: readonly (readonly [step: number, value: number])[]): Series {
  return { name: 'curve', colour: 0, points: values.map(([step, value]) => ({ step, value })) };
}

describe('an axis', () => {
  it('has round ticks around all values', () => {
    expect(linearScale({ ...axis, low: 0, high: 0.187 }).ticks.map((tick) => tick.toFixed(2))).toEqual([
      '0.00',
      '0.05',
      '0.10',
      '0.15',
      '0.20',
    ]);
    expect(logarithmicScale({ ...axis, low: 0.3, high: 28 }).ticks).toEqual([0.2, 0.5, 1, 2, 5, 10, 20, 50]);
  });

  it('puts every value between its ends, larger ones higher', () => {
    const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        for (const scale of [linearScale, logarithmicScale]) {
          const { toPixel, ticks } = scale({ ...axis, low, high });
          expect(toPixel(low)).toBeLessThanOrEqual(100.001);
          expect(toPixel(high)).toBeGreaterThanOrEqual(-0.001);
          expect(toPixel(high)).toBeLessThanOrEqual(toPixel(low));
          expect(ticks.length).toBeLessThan(50);
        }
      }),
    );
  });

  it('has room for a constant curve', () => {
    expect(linearScale({ ...axis, low: 0, high: 0 }).ticks).toEqual([0, 1]);
  });
});

describe('curves', () => {
  it('have steps, a range and a point nearest to a step', () => {
    const curves = [curve([[10, 3], [20, 1]]), curve([[15, NaN], [30, 7]])]; // prettier-ignore
    expect(stepsOf(curves)).toEqual([10, 15, 20, 30]);
    expect(rangeOf(curves)).toEqual({ low: 1, high: 7 });
    expect(nearestPoint(curves[0]?.points ?? [], 14)?.step).toBe(10);
    expect(nearestPoint([], 14)).toBeUndefined();
    expect(rangeOf([])).toBeNull();
  });

  it('become a path', () => {
    expect(pathThrough([[1, 2], [3.04, 4]])).toBe('M1.0 2.0L3.0 4.0'); // prettier-ignore
  });

  it('are laid out from step 0 to their last, and the pointer finds its step', () => {
    const layout = layOut([curve([[50, 1], [100, 2]])], { width: 460, height: 168, isLogarithmic: false }); // prettier-ignore
    expect(layout?.x.toPixel(0)).toBe(48);
    expect(layout?.x.toPixel(100)).toBe(448);
    expect(layout?.toStep(248)).toBe(50);
  });

  it('are not drawn without points or without room', () => {
    const size = { width: 460, height: 168, isLogarithmic: false };
    expect(layOut([], size)).toBeNull();
    expect(layOut([curve([[1, 1]])], { ...size, width: 0 })).toBeNull();
  });

  it('use a linear axis if one of them reaches zero, even if a logarithmic one was requested', () => {
    const size = { width: 460, height: 168, isLogarithmic: true };
    expect(layOut([curve([[1, 0], [2, 4]])], size)?.y.ticks).toContain(0); // prettier-ignore
    expect(layOut([curve([[1, 0.1], [2, 4]])], size)?.y.ticks).not.toContain(0); // prettier-ignore
  });
});
