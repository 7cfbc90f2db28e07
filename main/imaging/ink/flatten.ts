import {
  type CellGrid,
  cellStatistics,
  type CellStatistics,
  windowPercentile,
  windowSum,
} from './backgroundGrid.ts';
import { groundRegions, withinRegions, type GroundRegions } from './groundRegions.ts';
import { correctGroundInk, type InkRamp } from './groundInk.ts';
import { bytesAt, kernels, layOut } from '../kernels/kernels.ts';
import type { InkImage, RgbImage } from '../pixels.ts';

// Set by hand; no other values are measured.
/** Half the side of a window, in cells: wide enough that thick strokes never fill most of one. */
export const paperRadius = 7;
/** The boards of a photo are larger than its words: their polarity is judged over wide windows. */
export const polarityRadius = 16;
/** Paper is the brighter part of a window; a dark board is nearer the middle. */
export const paperShare = 0.75;
export const boardShare = 0.45;
/** Luminance under which a background can be a blackboard or a green one. */
export const darkestPaper = 135;
/** How much stronger bright strokes have to be than dark ones for chalk on a board. */
export const chalkExcess = 1.6;
/** Added to the background before dividing, so that noise in deep shadow does not become ink. */
export const softening = 12;
/**
 * On grounds of several colours, a channel is softened by this share of what the brightest one has more. Chosen on the
 * five walls to train on.
 */
const colourSoftening = 0.5;
/** Samples between these shares of the coarse background, and so many levels more, are paper. */
export const paperRange = { low: 0.86, high: 1.16, more: 4 } as const;
/** The refined background is a mean over windows of so many cells on each side. */
export const refiningRadius = 2;
/** Where hardly a sample is near it, such as within a thick stroke, the coarse background stays. It counts as samples. */
export const coarseWeight = 10;
/** The kernel applies ramps as whole numbers with this many binary places: the steepest still fit 32 bits. */
export const fractionBits = 16;

/**
 * Divides the light out of a photo: ink = 1 - channel / background in each colour channel, and of
 * the three the strongest, so that coloured markers count as much as black. Where the background is
 * a dark board, ink is what is brighter than it.
 *
 * The background is a percentile of brightness over wide windows of a coarse grid, refined by the
 * mean of the samples near it, and interpolated. Each ground of one colour, such as a sticky note on a
 * board, has its own.
 *
 * @returns an image of the same size: 0 is background, 255 the strongest possible ink
 */
export function flattenBackground(image: RgbImage): InkImage {
  const statistics = cellStatistics(image);
  const chalk = chalkCells(statistics);
  const regions = groundRegions(statistics);
  const backgrounds = statistics.means.map((means, channel) => {
    const coarse = withinRegions(regions, statistics, means, (part, grid, mask) =>
      windowPercentile(part, grid, paperRadius, paperShare, mask),
    );
    if (chalk !== null) {
      const board = windowPercentile(means, statistics, paperRadius, boardShare);
      for (let index = 0; index < coarse.length; index += 1) {
        if (chalk[index] === 1) coarse[index] = board[index];
      }
    }
    return refine(image, statistics, coarse, channel, regions);
  });
  const brightest = regions === null ? null : brightestChannel(backgrounds);
  const ramps = backgrounds.map((background) => inkRamp(background, chalk, brightest));
  const ink = divide(image, statistics, ramps);
  if (regions !== null) correctGroundInk(image, statistics, ramps, regions, ink);
  return ink;
}

/** 1 where the background is a dark board with bright strokes; null where that is nowhere. */
function chalkCells(statistics: CellStatistics): Uint8Array | null {
  const { luminance, brightest, darkest } = statistics;
  const paper = windowPercentile(luminance, statistics, paperRadius, paperShare);
  if (!paper.some((level) => level < darkestPaper)) return null;
  const middle = windowPercentile(luminance, statistics, paperRadius, 0.5);
  const squared = (distance: number): number => Math.max(0, distance) ** 2;
  const bright = Float32Array.from(middle, (level, index) => squared(brightest[index] - level));
  const dark = Float32Array.from(middle, (level, index) => squared(level - darkest[index]));
  const brightAround = windowSum(bright, statistics, polarityRadius);
  const darkAround = windowSum(dark, statistics, polarityRadius);
  return Uint8Array.from(paper, (level, index) =>
    level < darkestPaper && brightAround[index] > chalkExcess * darkAround[index] ? 1 : 0,
  );
}

/** The mean, over small windows, of the samples that are nearly as bright as the coarse background. */
function refine(
  image: RgbImage,
  grid: CellGrid,
  coarse: Uint8Array,
  channel: number,
  regions: GroundRegions | null,
): Float32Array {
  const totals = new Float32Array(coarse.length);
  const counts = new Float32Array(coarse.length);
  for (let y = 0; y < image.height; y += grid.step) {
    const row = Math.floor(y / grid.cell) * grid.columns;
    for (let column = 0; column < grid.columns; column += 1) {
      const index = row + column;
      const expected = coarse[index];
      const low = expected * paperRange.low - paperRange.more;
      const high = expected * paperRange.high + paperRange.more;
      const right = Math.min(image.width, (column + 1) * grid.cell);
      let total = 0;
      let count = 0;
      for (let x = column * grid.cell; x < right; x += grid.step) {
        const value = image.data[(y * image.width + x) * 3 + channel];
        if (value < low || value > high) continue;
        total += value;
        count += 1;
      }
      totals[index] += total;
      counts[index] += count;
    }
  }
  const summed = (values: Float32Array): Float32Array =>
    withinRegions(regions, grid, values, (part, within, mask) => {
      const own = mask === null ? part : part.map((value, index) => value * mask[index]);
      return windowSum(own, within, refiningRadius);
    });
  const [sums, weights] = [summed(totals), summed(counts)];
  return sums.map((sum, index) => (sum + coarseWeight * coarse[index]) / (weights[index] + coarseWeight));
}

/**
 * @param brightest of the background, in each cell; null for a photo of one ground. A channel in which a coloured ground is dark,
 * such as blue on a yellow note, has more noise than ink: it counts less, the darker it is.
 */
function inkRamp(
  background: Float32Array,
  chalk: Uint8Array | null,
  brightest: Float32Array | null,
): InkRamp {
  const offset = new Float32Array(background.length);
  const gain = new Float32Array(background.length);
  for (let index = 0; index < background.length; index += 1) {
    const level = background[index];
    const colour = brightest === null ? 0 : colourSoftening * (brightest[index] - level);
    const slope =
      chalk?.[index] === 1 ? 255 / (255 - level + softening) : -255 / (level + softening + colour);
    gain[index] = slope;
    offset[index] = -slope * level;
  }
  return { offset, gain };
}

function brightestChannel([red, green, blue]: readonly Float32Array[]): Float32Array {
  return red.map((level, index) => Math.max(level, green[index], blue[index]));
}

/** So many bytes of a photo are in the kernels' memory at a time: as fast, and it stays small. */
const stripBytes = 2 ** 20;

/** Applies the ramps of red, green and blue, interpolated between the middles of the cells. */
export function divide(
  { width, height, data }: RgbImage,
  { cell, columns, rows }: CellGrid,
  ramps: readonly InkRamp[],
): InkImage {
  const planes = new Float32Array(2 * ramps.length * columns * rows);
  for (const [at, plane] of ramps.flatMap(({ offset, gain }) => [offset, gain]).entries()) {
    planes.set(plane, at * plane.length);
  }
  const most = Math.max(1, Math.min(height, Math.floor(stripBytes / (3 * width))));
  const room = 12 * Int32Array.BYTES_PER_ELEMENT * (columns + 3);
  const [photo, ...places] = layOut([3 * width * most, planes, room, width * most]);
  const ink = new Uint8Array(width * height);
  for (let top = 0; top < height; top += most) {
    const count = Math.min(most, height - top);
    bytesAt(photo, 3 * width * count).set(data.subarray(3 * width * top, 3 * width * (top + count)));
    kernels.divide(photo, width, top, count, cell, columns, rows, ...places);
    ink.set(bytesAt(places[2], width * count), width * top);
  }
  return { width, height, data: ink };
}
