import type { Statistics } from '../../../shared/contract/datasetContents.ts';

export type Scale = 'linear' | 'logarithmic';

interface PlotAsk {
  /** At least 0, left to right. */
  readonly values: readonly number[];
  /** The labels below the columns. */
  readonly names: readonly string[];
  /** Available space in CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly scale: Scale;
}

/** The positions of all parts of a plot, in CSS pixels from the top left corner. */
export type PlotLayout = ReturnType<typeof layOutPlot>;

/** Room for numbers on the left, names below, and the highest number above. */
const left = 56;
const below = 24;
const above = 8;
const narrowestStep = 10;
const widestStep = 48;
/** Approximate width of a character of a label. */
const letterWidth = 8;
/** A column with a value above zero is always visible. */
const leastHeight = 2;

export function layOutPlot({ values, names, width, height, scale }: PlotAsk) {
  const count = Math.max(values.length, 1);
  const step = Math.min(Math.max((width - left) / count, narrowestStep), widestStep);
  const bottom = height - below;
  const largest = Math.max(1, ...values);
  const ticks = scale === 'linear' ? linearTicks(largest) : logarithmicTicks(largest);
  const top = Math.max(largest, ticks.at(-1) ?? 1);
  // Uses value + 1, so that zero also has a place on the logarithmic scale.
  const share = (value: number): number =>
    scale === 'linear' ? value / top : Math.log10(value + 1) / Math.log10(top + 1);
  const heightOf = (value: number): number => bottom - share(value) * (bottom - above);
  const named = placeNames(names, step);
  return {
    left,
    bottom,
    width: Math.max(width, left + step * count),
    height,
    /** Distance from one column to the next, and the gap within it. */
    step,
    gap: step > 16 ? 4 : 2,
    /** Left edge of each column and top of its bar. */
    places: values.map((value, index) => ({
      x: left + index * step,
      y: value > 0 ? Math.min(heightOf(value), bottom - leastHeight) : bottom,
    })),
    ticks: ticks.map((value) => ({ value, y: heightOf(value) })),
    heightOf,
    /** Whether there is room for the label below a column. */
    isNamed: (index: number): boolean => named.has(index),
  };
}

/** Chooses the labels that fit, from the left: each one that does not touch the previous one. */
function placeNames(names: readonly string[], step: number): ReadonlySet<number> {
  const shown = new Set<number>();
  let end = Number.NEGATIVE_INFINITY;
  for (const [index, name] of names.entries()) {
    const middle = (index + 0.5) * step;
    const half = (Array.from(name).length * letterWidth) / 2;
    if (middle - half < end) continue;
    shown.add(index);
    end = middle + half;
  }
  return shown;
}

/** Up to five round numbers, at steps of 1, 2 or 5 times a power of ten. */
function linearTicks(largest: number): number[] {
  const rough = largest / 4;
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  const apart = Math.max(1, ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10) * power);
  return Array.from({ length: Math.ceil(largest / apart) + 1 }, (_, index) => index * apart);
}

/** Powers of ten. */
function logarithmicTicks(largest: number): number[] {
  const powers = Math.ceil(Math.log10(largest));
  return Array.from({ length: Math.max(powers, 1) + 1 }, (_, power) => 10 ** power);
}

/** Samples whose text has `from` to `to` characters, both included. */
interface LengthBin {
  readonly from: number;
  readonly to: number;
  readonly samples: number;
}

/** More columns than this cannot be told apart. */
const mostBins = 40;
const widths = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** Groups lengths into columns of equal width, including empty columns in between. */
export function binLengths(lengths: Statistics['lengths']): LengthBin[] {
  const first = lengths[0]?.length;
  const last = lengths.at(-1)?.length;
  if (first === undefined || last === undefined) return [];
  const width = widths.find((each) => (last - first + 1) / each <= mostBins) ?? 10_000;
  const start = width === 1 ? first : Math.floor(first / width) * width;
  const counts = new Map<number, number>();
  for (const { length, samples } of lengths) {
    const bin = Math.floor((length - start) / width);
    counts.set(bin, (counts.get(bin) ?? 0) + samples);
  }
  const bins = Math.floor((last - start) / width) + 1;
  return Array.from({ length: bins }, (_, bin) => ({
    from: start + bin * width,
    to: start + (bin + 1) * width - 1,
    samples: counts.get(bin) ?? 0,
  }));
}

/**
 * A visible name for a character: a combining mark is shown on a dotted circle, an invisible character as its code
 * point.
 */
export function nameOfLetter(letter: string): string {
  if (/^\p{M}/u.test(letter)) return `◌${letter}`;
  if (/^[\p{C}\p{Z}]/u.test(letter)) {
    return `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  }
  return letter;
}

/** All characters as one text, ordered by code point. */
export function alphabetOf(letters: readonly string[]): string {
  return letters.toSorted((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0)).join('');
}
