/** The positions of the parts of a chart, in CSS pixels. */
export interface ChartLayout {
  readonly x: Scale;
  readonly y: Scale;
  /** Margins of the plot, for the numbers of the axis and the last point. */
  readonly left: number;
  readonly right: number;
  readonly width: number;
  /** Position of the step axis. */
  readonly bottom: number;
  readonly toStep: (pixel: number) => number;
}

const margins = { top: 8, right: 12, bottom: 22, left: 48 };
/** Pixels between two ticks. */
const tickGaps = { x: 72, y: 36 };

interface Size {
  readonly width: number;
  readonly height: number;
  readonly isLogarithmic: boolean;
}

/** Lays out a chart; null if there is nothing to draw or no room yet. */
export function layOut(
  series: readonly Series[],
  { width, height, isLogarithmic }: Size,
): ChartLayout | null {
  const range = rangeOf(series);
  const steps = stepsOf(series);
  const { top, right, bottom, left } = margins;
  const plotWidth = width - left - right;
  if (range === null || plotWidth <= 0) return null;
  const last = Math.max(steps.at(-1) ?? 1, 1);
  // The step axis ends where the curves end, not at a round number.
  const toPixel = (step: number) => left + (step / last) * plotWidth;
  const { ticks } = linearScale({
    low: 0,
    high: last,
    from: 0,
    to: plotWidth,
    count: plotWidth / tickGaps.x,
  });
  const ends = { from: height - bottom, to: top, count: (height - top - bottom) / tickGaps.y };
  const canBeLogarithmic = isLogarithmic && range.low > 0;
  const y = canBeLogarithmic
    ? logarithmicScale({ ...ends, ...range })
    : linearScale({ ...ends, low: Math.min(0, range.low), high: range.high });
  return {
    x: { toPixel, ticks: ticks.filter((tick) => tick <= last && Number.isInteger(tick)) },
    y: { ...y, ticks: thinned(y.ticks, ends.count) },
    left,
    right,
    width,
    bottom: height - bottom,
    toStep: (pixel) => ((pixel - left) / plotWidth) * last,
  };
}

/** Every second, third, … tick, so that their numbers do not touch. */
function thinned(ticks: readonly number[], most: number): number[] {
  const stride = Math.ceil(ticks.length / Math.max(2, Math.floor(most) + 2));
  return ticks.filter((_, index) => index % stride === 0);
}

/** Maps values to pixels along one axis. */
interface Scale {
  readonly toPixel: (value: number) => number;
  /** Round values within the scale, ascending. */
  readonly ticks: readonly number[];
}

interface ScaleOptions {
  readonly low: number;
  readonly high: number;
  /** Pixels of `low` and `high`. */
  readonly from: number;
  readonly to: number;
  /** Approximate number of ticks. */
  readonly count: number;
}

/** A scale with even steps, whose ends are rounded outwards to a step. */
export function linearScale({ low, high, from, to, count }: ScaleOptions): Scale {
  // Nearly equal values would need ticks finer than floating-point precision.
  const span = Math.max(high - low, Math.abs(high) * 1e-6);
  const step = roundStep(span / Math.max(1, count));
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  const whole = (last - first) * step;
  return { ticks, toPixel: (value) => from + ((value - first * step) / whole) * (to - from) };
}

/** A logarithmic scale, for positive values over several orders of magnitude. */
export function logarithmicScale({ low, high, from, to }: ScaleOptions): Scale {
  const marks = [1, 2, 5];
  const tickAt = (index: number) => (marks[((index % 3) + 3) % 3] ?? 1) * 10 ** Math.floor(index / 3);
  let first = Math.floor(Math.log10(low)) * 3;
  while (tickAt(first + 1) <= low) first += 1;
  let last = first + 1;
  while (tickAt(last) < high) last += 1;
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => tickAt(first + index));
  const bottom = Math.log(tickAt(first));
  const span = Math.log(tickAt(last)) - bottom;
  return {
    ticks,
    toPixel: (value) => from + ((Math.log(Math.max(value, tickAt(first))) - bottom) / span) * (to - from),
  };
}

/** Rounds up to 1, 2, 5 or 10 times a power of ten. */
function roundStep(step: number): number {
  if (!(step > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5, 10].find((each) => each * power >= step * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** One curve: values by step, ascending. */
export interface Series {
  readonly name: string;
  readonly points: readonly SeriesPoint[];
  /** Index in the palette of curves, from 0. */
  readonly colour: number;
  /** Dashed, for another set of words. */
  readonly isDashed?: boolean;
  /** Drawn faintly, behind a mean of the same values. */
  readonly isFaint?: boolean;
  /** Draws each point, if there are few. */
  readonly isMarked?: boolean;
}

export interface SeriesPoint {
  readonly step: number;
  readonly value: number;
  /** Whether this is the kept model, or while a run goes on the best checkpoint. */
  readonly isBest?: boolean;
}

/** All steps at which any curve has a value, ascending. */
export function stepsOf(series: readonly Series[]): number[] {
  const steps = new Set(series.flatMap(({ points }) => points.map(({ step }) => step)));
  return [...steps].sort((a, b) => a - b);
}

/** The point nearest to a step, of several the last one; undefined for a curve without points. */
export function nearestPoint(points: readonly SeriesPoint[], step: number): SeriesPoint | undefined {
  let nearest = points[0];
  for (const point of points) {
    if (nearest !== undefined && Math.abs(point.step - step) <= Math.abs(nearest.step - step))
      nearest = point;
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
