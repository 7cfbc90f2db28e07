import { linearScale, logarithmicScale, type Scale } from './scale.ts';
import { rangeOf, stepsOf, type Series } from './series.ts';

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
