import type { RgbImage } from '../pixels.ts';

/** A photo summarised in square cells, row-major; the last row and column may be partial. */
export type CellGrid = ReturnType<typeof gridOf>;

export interface CellStatistics extends CellGrid {
  /** Mean of each channel per cell: three planes, 0 to 255. */
  readonly means: readonly [Uint8Array, Uint8Array, Uint8Array];
  /** Luminance per cell, 0 to 255: the mean, the brightest and the darkest sample. */
  readonly luminance: Uint8Array;
  readonly brightest: Uint8Array;
  readonly darkest: Uint8Array;
}

/** Cells along the longer side: few enough to be fast, small enough that light changes within none. */
export const cellsAlong = 160;
export const smallestCell = 4;
/** A page that is so many times as long as wide is several pages to its light; a line of writing is none. */
export const longest = { aspect: 2.2, pixels: 1280 } as const;

export function gridOf({ width, height }: RgbImage) {
  const page = Math.max(longest.aspect * Math.min(width, height), longest.pixels);
  const cell = Math.max(smallestCell, Math.round(Math.min(page, Math.max(width, height)) / cellsAlong));
  return {
    columns: Math.ceil(width / cell),
    rows: Math.ceil(height / cell),
    /** Side of a cell in pixels. */
    cell,
    /** Every how many pixels of a row, and rows, a sample is taken. */
    step: Math.max(1, cell >> 2),
  };
}

export function cellStatistics(image: RgbImage): CellStatistics {
  const grid = gridOf(image);
  const count = grid.columns * grid.rows;
  const statistics: CellStatistics = {
    ...grid,
    means: [new Uint8Array(count), new Uint8Array(count), new Uint8Array(count)],
    luminance: new Uint8Array(count),
    brightest: new Uint8Array(count),
    darkest: new Uint8Array(count),
  };
  for (let row = 0; row < grid.rows; row += 1) {
    for (let column = 0; column < grid.columns; column += 1) summarise(image, statistics, row, column);
  }
  return statistics;
}

function summarise(
  { width, height, data }: RgbImage,
  statistics: CellStatistics,
  row: number,
  column: number,
): void {
  const { cell, step, columns, means } = statistics;
  const right = Math.min(width, (column + 1) * cell);
  const bottom = Math.min(height, (row + 1) * cell);
  let red = 0;
  let green = 0;
  let blue = 0;
  let samples = 0;
  let brightest = 0;
  let darkest = 255 * 4;
  for (let y = row * cell; y < bottom; y += step) {
    for (let x = column * cell; x < right; x += step) {
      const at = (y * width + x) * 3;
      const r = data[at];
      const g = data[at + 1];
      const b = data[at + 2];
      red += r;
      green += g;
      blue += b;
      samples += 1;
      const luminance = r + g + g + b;
      if (luminance > brightest) brightest = luminance;
      if (luminance < darkest) darkest = luminance;
    }
  }
  const index = row * columns + column;
  means[0][index] = red / samples;
  means[1][index] = green / samples;
  means[2][index] = blue / samples;
  statistics.luminance[index] = (red + green + green + blue) / (4 * samples);
  statistics.brightest[index] = brightest / 4;
  statistics.darkest[index] = darkest / 4;
}

/**
 * The given share of each cell's neighbourhood (a square of 2 * radius + 1 cells, cut at the edges)
 * lies at or below the result. Huang, Yang and Tang, "A fast two-dimensional median filtering
 * algorithm", 1979: the histogram slides along a row.
 *
 * @param mask only cells with a 1 count
 */
export function windowPercentile(
  values: Uint8Array,
  { columns, rows }: Pick<CellGrid, 'columns' | 'rows'>,
  radius: number,
  share: number,
  mask: Uint8Array | null = null,
): Uint8Array {
  const result = new Uint8Array(values.length);
  const histogram = new Int32Array(256);
  for (let row = 0; row < rows; row += 1) {
    const top = Math.max(0, row - radius);
    const bottom = Math.min(rows - 1, row + radius);
    histogram.fill(0);
    let count = 0;
    const slide = (column: number, by: 1 | -1): void => {
      if (column < 0 || column >= columns) return;
      let cells = 0;
      for (let y = top; y <= bottom; y += 1) {
        const at = y * columns + column;
        if (mask?.[at] === 0) continue;
        histogram[values[at]] += by;
        cells += 1;
      }
      count += by * cells;
    };
    for (let column = 0; column < radius; column += 1) slide(column, 1);
    for (let column = 0; column < columns; column += 1) {
      slide(column + radius, 1);
      slide(column - radius - 1, -1);
      result[row * columns + column] = valueAt(histogram, share * count, count);
    }
  }
  return result;
}

/** Walks from the bright end: a background is mostly there. */
function valueAt(histogram: Int32Array, rank: number, count: number): number {
  let above = 0;
  for (let value = 255; value > 0; value -= 1) {
    above += histogram[value];
    if (count - above < rank) return value;
  }
  return 0;
}

/** Sums over each cell's neighbourhood, a square of 2 * radius + 1 cells cut at the edges. */
export function windowSum(
  values: Float32Array,
  { columns, rows }: Pick<CellGrid, 'columns' | 'rows'>,
  radius: number,
): Float32Array {
  const alongRows = new Float32Array(values.length);
  for (let row = 0; row < rows; row += 1) slideSum(values, alongRows, row * columns, 1, columns, radius);
  const result = new Float32Array(values.length);
  for (let column = 0; column < columns; column += 1) {
    slideSum(alongRows, result, column, columns, rows, radius);
  }
  return result;
}

/** One row or column of `windowSum`: `length` cells from `start`, `stride` apart. */
function slideSum(
  from: Float32Array,
  to: Float32Array,
  start: number,
  stride: number,
  length: number,
  radius: number,
): void {
  let total = 0;
  for (let place = 0; place < Math.min(radius, length); place += 1) total += from[start + place * stride];
  for (let place = 0; place < length; place += 1) {
    if (place + radius < length) total += from[start + (place + radius) * stride];
    if (place - radius - 1 >= 0) total -= from[start + (place - radius - 1) * stride];
    to[start + place * stride] = total;
  }
}
