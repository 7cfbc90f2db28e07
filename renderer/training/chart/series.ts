/** One curve: values by step, ascending. */
export interface Series {
  readonly name: string;
  readonly points: readonly SeriesPoint[];
  /** Index in the palette of curves, from 0. */
  readonly colour: number;
  /** Dashed, for another set of words. */
  readonly isDashed?: boolean;
  /** Draws each point, if there are few. */
  readonly isMarked?: boolean;
}

export interface SeriesPoint {
  readonly step: number;
  readonly value: number;
  /** Whether this is the kept checkpoint. */
  readonly isBest?: boolean;
}

/** All steps at which any curve has a value, ascending. */
export function stepsOf(series: readonly Series[]): number[] {
  const steps = new Set(series.flatMap(({ points }) => points.map(({ step }) => step)));
  return [...steps].sort((a, b) => a - b);
}

/** The point nearest to a step; undefined for a curve without points. */
export function nearestPoint(points: readonly SeriesPoint[], step: number): SeriesPoint | undefined {
  let nearest = points[0];
  for (const point of points) {
    if (nearest !== undefined && Math.abs(point.step - step) < Math.abs(nearest.step - step)) nearest = point;
  }
  return nearest;
}

/** Smallest and largest value of all curves; null without points. */
export function rangeOf(series: readonly Series[]): { low: number; high: number } | null {
  let low = Infinity;
  let high = -Infinity;
  for (const { points } of series) {
    for (const { value } of points) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low > high ? null : { low, high };
}

/** An SVG path through pixels. */
export function pathThrough(pixels: readonly (readonly [x: number, y: number])[]): string {
  return pixels.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}
