/** Maps values to pixels along one axis. */
export interface Scale {
  readonly toPixel: (value: number) => number;
  /** Round values within the scale, ascending. */
  readonly ticks: readonly number[];
}

export interface ScaleOptions {
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
