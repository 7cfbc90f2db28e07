import {
  type Box,
  boxOfQuad,
  type Quad,
  quadContains,
  quadSize,
  type Size,
} from '../../../shared/geometry.ts';
import { median } from '../../../shared/median.ts';
import { takeComponents } from '../../imaging/ink/morphology.ts';

/** For each pixel of a page 0, or 1 in an odd and 2 in an even line; row-major. */
export type LineMask = Uint8Array;

/** Background, odd lines, even lines. */
export const lineClasses = 3;

/**
 * Of each line this fraction of its height, in the middle, is drawn and learned, so that paper is between most lines: as
 * kernels of words (Wang et al., "Shape robust text detection with progressive scale expansion network", 2019).
 */
const core = 0.6;

/**
 * The mask of lines in reading order. A pixel in two lines is of the one whose middle is nearer.
 *
 * @param lines in pixels of the mask
 */
export function drawLineMask(lines: readonly Quad[], { width, height }: Size): LineMask {
  const mask = new Uint8Array(width * height);
  const nearest = new Float32Array(width * height).fill(Infinity);
  for (const [index, line] of lines.entries()) {
    const [left, top, columns, rows] = boxOfQuad(line);
    for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, top + rows); y += 1) {
      for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, left + columns); x += 1) {
        const middle: readonly [number, number] = [x + 0.5, y + 0.5];
        if (!quadContains(line, [...middle])) continue;
        const away = fromMiddle(line, middle);
        if (away > core / 2) continue;
        const pixel = y * width + x;
        if (away >= nearest[pixel]) continue;
        nearest[pixel] = away;
        mask[pixel] = 1 + (index % 2);
      }
    }
  }
  return mask;
}

/** Distance of a point from the middle line of a quad, as a fraction of the quad's height. */
function fromMiddle(line: Quad, [x, y]: readonly [number, number]): number {
  const [topLeft, topRight, bottomRight, bottomLeft] = line;
  const from = [(topLeft[0] + bottomLeft[0]) / 2, (topLeft[1] + bottomLeft[1]) / 2] as const;
  const to = [(topRight[0] + bottomRight[0]) / 2, (topRight[1] + bottomRight[1]) / 2] as const;
  const [along, down] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.max(1, Math.hypot(along, down));
  return Math.abs(along * (y - from[1]) - down * (x - from[0])) / length / Math.max(1, quadSize(line).height);
}

/** The class of each pixel: a line where that is likelier than paper, the likelier kind. @param probabilities [3, height, width] */
export function lineMaskOf(probabilities: Float32Array): LineMask {
  const pixels = probabilities.length / lineClasses;
  const mask = new Uint8Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    if (probabilities[pixel] > 0.5) continue;
    mask[pixel] = probabilities[pixels + pixel] >= probabilities[2 * pixels + pixel] ? 1 : 2;
  }
  return mask;
}

/** Sides of a smaller region are noise, as a fraction of the page's shorter side: as text-recognizer-pro has it. */
const leastSide = 0.02;
/** A region this many times as high as the median one is lines that touch. Set by hand, as the shares below. */
const mostHeights = 1.7;

/** The boxes of the lines, from the top, in pixels of the mask. */
export function linesOfMask(mask: LineMask, size: Size): Box[] {
  return lineRegions(mask, size)
    .map((pixels) => wholeLine(boxAround(pixels, size.width)))
    .sort((a, b) => a[1] + a[3] / 2 - (b[1] + b[3] / 2));
}

/** A line as it runs, in pixels of the mask. */
export interface LineCurve {
  readonly left: number;
  /** The row of the line's middle in each of its columns. */
  readonly middles: readonly number[];
  /** Of the whole line. */
  readonly height: number;
}

/** The lines as they run: curved or leaning where their regions are. */
export function curvesOfMask(mask: LineMask, size: Size): LineCurve[] {
  return lineRegions(mask, size).map((pixels) => {
    const [left, , columns] = boxAround(pixels, size.width);
    const counts = new Array<number>(columns).fill(0);
    const rows = new Array<number>(columns).fill(0);
    for (const pixel of pixels) {
      const column = (pixel % size.width) - left;
      counts[column] += 1;
      rows[column] += Math.floor(pixel / size.width) + 0.5;
    }
    const height = counts.toSorted((a, b) => a - b)[Math.floor(heightShare * columns)] / core;
    const middles = rows.map((sum, column) => sum / counts[column]);
    return { left, middles: smoothed(middles, height), height };
  });
}

/** A line is as high as its mask in a column that is higher than this share of its columns: between words it is less. */
const heightShare = 0.75;
/** Middles are smoothed over so many heights on either side. */
const smoothing = 2;
/** How strongly a short line is taken for level, in cubed heights. */
const levelPrior = 0.5;

/** The value at each place of the straight line that fits the values around it best (local linear regression). */
function smoothed(values: readonly number[], height: number): number[] {
  const reach = Math.ceil(smoothing * height);
  return values.map((_, place) => {
    const from = Math.max(0, place - reach);
    const near = values.slice(from, place + reach + 1);
    const middle = (near.length - 1) / 2;
    const mean = near.reduce((sum, value) => sum + value, 0) / near.length;
    const across = near.reduce((sum, value, at) => sum + (at - middle) * value, 0);
    const along = near.reduce((sum, _value, at) => sum + (at - middle) ** 2, levelPrior * height ** 3);
    return mean + (across / along) * (place - from - middle);
  });
}

/** The pixels of each line: regions of line pixels, and where lines touch, of odd and even ones apart. */
function lineRegions(mask: LineMask, { width, height }: Size): Int32Array[] {
  const least = leastSide * Math.min(width, height);
  const regionsOf = (pixels: Iterable<number>, isOwn: (line: number) => boolean): Int32Array[] => {
    const marked = new Uint8Array(mask.length);
    for (const pixel of pixels) if (isOwn(mask[pixel])) marked[pixel] = 1;
    return takeComponents(marked, { columns: width, rows: height });
  };
  const isLarge = ([, , columns, rows]: Box): boolean => columns >= least && rows / core >= least;
  const regions = regionsOf(mask.keys(), (line) => line > 0)
    .map((pixels) => ({ pixels, box: boxAround(pixels, width) }))
    .filter(({ box }) => isLarge(box));
  const usual = median(regions.map(({ box }) => box[3]));
  return regions.flatMap(({ pixels, box }) => {
    if (box[3] <= mostHeights * usual) return [pixels];
    return [1, 2].flatMap((kind) =>
      regionsOf(pixels, (line) => line === kind).filter((part) => isLarge(boxAround(part, width))),
    );
  });
}

/** The line of which a box is the core. */
function wholeLine([x, y, width, height]: Box): Box {
  const whole = height / core;
  return [x, y - (whole - height) / 2, width, whole];
}

function boxAround(region: Int32Array, width: number): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const pixel of region) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  }
  return [left, top, right - left, bottom - top];
}
