import { cellStatistics, windowPercentile, windowSum } from './backgroundGrid.ts';
import type { CellGrid, CellStatistics } from './backgroundGrid.ts';
import type { InkImage, RgbImage } from './pixels.ts';

/** Half the side of a window, in cells: wide enough that thick strokes never fill most of one. */
const paperRadius = 7;
/** The boards of a photo are larger than its words: their polarity is judged over wide windows. */
const polarityRadius = 16;
/** Paper is the brighter part of a window; a dark board is nearer the middle. */
const paperShare = 0.75;
const boardShare = 0.45;
/** Luminance under which a background can be a blackboard or a green one. */
const darkestPaper = 135;
/** How much stronger bright strokes have to be than dark ones for chalk on a board. */
const chalkExcess = 1.6;
/** Added to the background before dividing, so that noise in deep shadow does not become ink. */
const softening = 12;

/**
 * Divides the light out of a photo: ink = 1 - channel / background in each colour channel, and of
 * the three the strongest, so that coloured markers count as much as black. Where the background is
 * a dark board, ink is what is brighter than it.
 *
 * The background is a percentile of brightness over wide windows of a coarse grid, refined by the
 * mean of the samples near it, and interpolated.
 *
 * @returns an image of the same size: 0 is background, 255 the strongest possible ink
 */
export function flattenBackground(image: RgbImage): InkImage {
  const statistics = cellStatistics(image);
  const chalk = chalkCells(statistics);
  const planes = statistics.means.map((means, channel) => {
    const coarse = windowPercentile(means, statistics, paperRadius, paperShare);
    if (chalk !== null) {
      const board = windowPercentile(means, statistics, paperRadius, boardShare);
      for (let index = 0; index < coarse.length; index += 1) {
        if (chalk[index] === 1) coarse[index] = board[index] ?? 0;
      }
    }
    return inkRamp(refine(image, statistics, coarse, channel), chalk);
  });
  return divide(image, statistics, planes);
}

/** Ink of a channel's value v is offset + gain * v, both varying from cell to cell. */
interface InkRamp {
  readonly offset: Float32Array;
  readonly gain: Float32Array;
}

/** 1 where the background is a dark board with bright strokes; null where that is nowhere. */
function chalkCells(statistics: CellStatistics): Uint8Array | null {
  const { luminance, brightest, darkest } = statistics;
  const paper = windowPercentile(luminance, statistics, paperRadius, paperShare);
  if (!paper.some((level) => level < darkestPaper)) return null;
  const middle = windowPercentile(luminance, statistics, paperRadius, 0.5);
  const squared = (distance: number): number => Math.max(0, distance) ** 2;
  const bright = Float32Array.from(middle, (level, index) => squared((brightest[index] ?? 0) - level));
  const dark = Float32Array.from(middle, (level, index) => squared(level - (darkest[index] ?? 0)));
  const brightAround = windowSum(bright, statistics, polarityRadius);
  const darkAround = windowSum(dark, statistics, polarityRadius);
  return Uint8Array.from(paper, (level, index) =>
    level < darkestPaper && (brightAround[index] ?? 0) > chalkExcess * (darkAround[index] ?? 0) ? 1 : 0,
  );
}

/** The mean, over small windows, of the samples that are nearly as bright as the coarse background. */
function refine(image: RgbImage, grid: CellGrid, coarse: Uint8Array, channel: number): Float32Array {
  const totals = new Float32Array(coarse.length);
  const counts = new Float32Array(coarse.length);
  for (let y = 0; y < image.height; y += grid.step) {
    const row = Math.floor(y / grid.cell) * grid.columns;
    for (let column = 0; column < grid.columns; column += 1) {
      const index = row + column;
      const expected = coarse[index] ?? 0;
      const low = expected * 0.86 - 4;
      const high = expected * 1.16 + 4;
      const right = Math.min(image.width, (column + 1) * grid.cell);
      let total = 0;
      let count = 0;
      for (let x = column * grid.cell; x < right; x += grid.step) {
        const value = image.data[(y * image.width + x) * 3 + channel] ?? 0;
        if (value < low || value > high) continue;
        total += value;
        count += 1;
      }
      totals[index] = (totals[index] ?? 0) + total;
      counts[index] = (counts[index] ?? 0) + count;
    }
  }
  const sums = windowSum(totals, grid, 2);
  const weights = windowSum(counts, grid, 2);
  // Where hardly a sample is near it, such as within a thick stroke, the coarse background stays.
  const prior = 10;
  return sums.map((sum, index) => (sum + prior * (coarse[index] ?? 0)) / ((weights[index] ?? 0) + prior));
}

function inkRamp(background: Float32Array, chalk: Uint8Array | null): InkRamp {
  const offset = new Float32Array(background.length);
  const gain = new Float32Array(background.length);
  for (let index = 0; index < background.length; index += 1) {
    const level = background[index] ?? 0;
    const slope = chalk?.[index] === 1 ? 255 / (255 - level + softening) : -255 / (level + softening);
    gain[index] = slope;
    offset[index] = -slope * level;
  }
  return { offset, gain };
}

/** Applies the ramps, interpolated between the middles of the cells. */
function divide({ width, height, data }: RgbImage, grid: CellGrid, ramps: readonly InkRamp[]): InkImage {
  const ink = new Uint8Array(width * height);
  const offsets = ramps.map(() => new Float32Array(grid.columns));
  const gains = ramps.map(() => new Float32Array(grid.columns));
  for (let y = 0; y < height; y += 1) {
    for (const [channel, ramp] of ramps.entries()) {
      blendRows(ramp.offset, grid, y, offsets[channel]);
      blendRows(ramp.gain, grid, y, gains[channel]);
    }
    for (let channel = 0; channel < ramps.length; channel += 1) {
      const offset = offsets[channel];
      const gain = gains[channel];
      if (offset === undefined || gain === undefined) continue;
      divideRow(data, ink, y * width, width, channel, grid.cell, offset, gain);
    }
  }
  return { width, height, data: ink };
}

function blendRows(plane: Float32Array, grid: CellGrid, y: number, into: Float32Array | undefined): void {
  if (into === undefined) return;
  const place = Math.min(grid.rows - 1, Math.max(0, (y + 0.5) / grid.cell - 0.5));
  const upper = Math.floor(place);
  const lower = Math.min(grid.rows - 1, upper + 1);
  const share = place - upper;
  for (let column = 0; column < grid.columns; column += 1) {
    const above = plane[upper * grid.columns + column] ?? 0;
    const below = plane[lower * grid.columns + column] ?? 0;
    into[column] = above + (below - above) * share;
  }
}

/** Raises each pixel of one row to this channel's ink, where that is more than it has. */
function divideRow(
  data: Uint8Array,
  ink: Uint8Array,
  start: number,
  width: number,
  channel: number,
  cell: number,
  offsets: Float32Array,
  gains: Float32Array,
): void {
  const last = offsets.length - 1;
  const half = cell / 2;
  // Stretches between the middles of two cells, along which both planes change linearly.
  for (let stretch = -1; stretch <= last; stretch += 1) {
    const left = Math.max(0, stretch);
    const right = Math.min(last, stretch + 1);
    const from = Math.max(0, Math.ceil(stretch * cell + half - 0.5));
    const to = Math.min(width, Math.ceil((stretch + 1) * cell + half - 0.5));
    const offsetStep = ((offsets[right] ?? 0) - (offsets[left] ?? 0)) / cell;
    const gainStep = ((gains[right] ?? 0) - (gains[left] ?? 0)) / cell;
    const into = from + 0.5 - stretch * cell - half;
    let offset = (offsets[left] ?? 0) + offsetStep * into;
    let gain = (gains[left] ?? 0) + gainStep * into;
    for (let x = from; x < to; x += 1) {
      const value = offset + gain * (data[(start + x) * 3 + channel] ?? 0);
      if (value > (ink[start + x] ?? 0)) ink[start + x] = value > 255 ? 255 : value;
      offset += offsetStep;
      gain += gainStep;
    }
  }
}
