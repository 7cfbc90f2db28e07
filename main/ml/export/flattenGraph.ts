import { cellsAlong, longest, smallestCell } from '../../imaging/ink/backgroundGrid.ts';
import {
  boardShare,
  chalkExcess,
  coarseWeight,
  darkestPaper,
  fractionBits,
  paperRadius,
  paperRange,
  paperShare,
  polarityRadius,
  refiningRadius,
  softening,
} from '../../imaging/ink/flatten.ts';
import type { ValueName } from '../onnx/graph.ts';
import type { Arithmetic } from './arithmetic.ts';

/** Sides of the image and of the grid of its cells, as in `main/imaging/ink/backgroundGrid.ts`; scalars. */
interface Grid {
  readonly height: ValueName;
  readonly width: ValueName;
  readonly rows: ValueName;
  readonly columns: ValueName;
  readonly cell: ValueName;
  readonly step: ValueName;
}

/** The pixels of the cells, [rows, cell, columns, cell, ...]: what is beyond the image is 0. */
interface Cells {
  /** [..., 3] */
  readonly pixels: ValueName;
  /** [..., 1]: 1 for the samples of the statistics. */
  readonly samples: ValueName;
  /** [..., 1]: 1 for the samples of the refinement. */
  readonly refining: ValueName;
}

/**
 * The twin of `flattenBackground`, which gives the same levels for a picture of one ground, as a word that was cut out is.
 *
 * @param pixels [height, width, 3], R, G, B, 0 to 255
 * @returns [height, width]
 */
export function flattenGraph(op: Arithmetic, pixels: ValueName): ValueName {
  const grid = gridOf(op, pixels);
  const cells = cellsOf(op, pixels, grid);
  const { planes, brightest, darkest } = statisticsOf(op, cells);
  const percentile = percentiles(op, planes, grid);
  const paper = percentile(paperShare);
  const [paperColours, paperLuminance] = coloursOf(op, paper, grid);
  const [boardColours] = coloursOf(op, percentile(boardShare), grid);
  const [, middle] = coloursOf(op, percentile(0.5), grid);
  const excess = (distance: ValueName): ValueName => {
    const positive = op.greatest(distance, 0);
    return windowSum(op, op.multiply(positive, positive), grid, polarityRadius);
  };
  const bright = excess(op.subtract(brightest, middle));
  const dark = excess(op.subtract(middle, darkest));
  const isDark = op.less(paperLuminance, darkestPaper);
  // [rows, columns]
  const chalk = op.multiply(isDark, op.less(op.multiply(dark, chalkExcess), bright));
  const chalkOfColours = op.reshape(chalk, grid.rows, grid.columns, 1);
  const coarse = op.choose(chalkOfColours, boardColours, paperColours);
  return divided(op, pixels, grid, rampOf(op, refined(op, cells, coarse, grid), chalk));
}

function gridOf(op: Arithmetic, pixels: ValueName): Grid {
  const [height, width] = [op.sizeOf(pixels, 0), op.sizeOf(pixels, 1)];
  const page = op.greatest(op.multiply(longest.aspect, op.least(width, height)), longest.pixels);
  const side = op.least(page, op.greatest(width, height));
  const cell = op.greatest(smallestCell, op.round(op.divide(side, cellsAlong)));
  return {
    ...{ height, width, cell },
    rows: op.ceil(op.divide(height, cell)),
    columns: op.ceil(op.divide(width, cell)),
    step: op.greatest(1, op.floor(op.divide(cell, 4))),
  };
}

function cellsOf(
  op: Arithmetic,
  pixels: ValueName,
  { height, width, rows, columns, cell, step }: Grid,
): Cells {
  const below = op.subtract(op.multiply(rows, cell), height);
  const beyond = op.subtract(op.multiply(columns, cell), width);
  const whole = op.pad(pixels, [0, 0, 0], [below, beyond, 0]);
  const inCell = op.range(cell);
  const isSample = op.equal(op.remainder(inCell, step), 0);
  const y = op.range(op.multiply(rows, cell));
  const onRows = op.reshape(op.less(y, height), rows, cell, 1, 1, 1);
  const x = op.range(op.multiply(columns, cell));
  const onColumns = op.multiply(
    op.reshape(op.less(x, width), 1, 1, columns, cell, 1),
    op.reshape(isSample, 1, 1, 1, cell, 1),
  );
  const sampledRows = op.reshape(isSample, 1, cell, 1, 1, 1);
  const refiningRows = op.reshape(op.equal(op.remainder(y, step), 0), rows, cell, 1, 1, 1);
  return {
    pixels: op.reshape(whole, rows, cell, columns, cell, 3),
    samples: op.multiply(op.multiply(onRows, sampledRows), onColumns),
    refining: op.multiply(op.multiply(onRows, refiningRows), onColumns),
  };
}

/** `planes`: means of R, G, B and luminance, [rows, columns, 4]; the others are [rows, columns]. */
function statisticsOf(op: Arithmetic, { pixels, samples }: Cells) {
  const count = op.sum(samples, 1, 3);
  const means = op.floor(op.divide(op.sum(op.multiply(pixels, samples), 1, 3), count));
  const weights = op.reshape(op.vector([1, 2, 1]), 3, 1);
  // Four times the luminance: R + 2 G + B.
  const luminance = op.product(pixels, weights);
  const sampled = op.multiply(luminance, samples);
  const unsampled = op.multiply(op.subtract(1, samples), 4 * 255);
  const mean = op.floor(op.divide(op.sum(sampled, 1, 3), op.multiply(count, 4)));
  return {
    planes: op.concat(2, means, mean),
    brightest: op.floor(op.divide(op.most(sampled, 1, 3, 4), 4)),
    darkest: op.floor(op.divide(op.fewest(op.add(sampled, unsampled), 1, 3, 4), 4)),
  };
}

/** Windows of an axis: the places of their cells, and which of them are on the grid; both [count, side]. */
function windowsOf(op: Arithmetic, count: ValueName, radius: number) {
  const side = 2 * radius + 1;
  const places = op.add(
    op.reshape(op.range(count), count, 1),
    op.subtract(op.reshape(op.range(side), 1, side), radius),
  );
  const last = op.subtract(count, 1);
  const isOnGrid = op.multiply(op.atMost(0, places), op.atMost(places, last));
  const flat = op.reshape(op.greatest(0, op.least(places, last)), -1);
  return { side, flat, isOnGrid, count: op.sum(isOnGrid, 1) };
}

/** The twin of `windowPercentile`. @param planes [rows, columns, 4] @returns planes for a share */
function percentiles(
  op: Arithmetic,
  planes: ValueName,
  { rows, columns }: Grid,
): (share: number) => ValueName {
  const down = windowsOf(op, rows, paperRadius);
  const across = windowsOf(op, columns, paperRadius);
  const { side } = down;
  const taken = op.gather(op.gather(op.cast(planes, 'float'), down.flat, 0), across.flat, 1);
  const onGrid = op.multiply(
    op.reshape(down.isOnGrid, rows, side, 1, 1, 1),
    op.reshape(across.isOnGrid, 1, 1, columns, side, 1),
  );
  // What is not on the grid comes last.
  const beyond = op.cast(op.multiply(op.subtract(1, onGrid), 1000), 'float');
  const windows = op.add(op.reshape(taken, rows, side, columns, side, 4), beyond);
  const perCell = op.reshape(op.transpose(windows, 0, 2, 4, 1, 3), rows, columns, 4, side * side);
  const sorted = op.sorted(perCell, side * side);
  const count = op.multiply(
    op.reshape(down.count, rows, 1, 1, 1),
    op.reshape(across.count, 1, columns, 1, 1),
  );
  return (share) => {
    const place = op.subtract(op.ceil(op.multiply(count, share)), 1);
    const wanted = op.node('Expand', [op.cast(place, 'int64'), op.sizes(rows, columns, 4, 1)]);
    const found = op.node('GatherElements', [sorted, wanted], { axis: { int: 3 } });
    return op.reshape(found, rows, columns, 4);
  };
}

/** [rows, columns, 4] -> [rows, columns, 3] and [rows, columns] */
function coloursOf(op: Arithmetic, planes: ValueName, { rows, columns }: Grid): [ValueName, ValueName] {
  const luminance = op.slice(planes, [0, 0, 3], [rows, columns, 4]);
  return [op.slice(planes, [0, 0, 0], [rows, columns, 3]), op.reshape(luminance, rows, columns)];
}

/** The twin of `windowSum`: [..., rows, columns] */
function windowSum(op: Arithmetic, values: ValueName, { rows, columns }: Grid, radius: number): ValueName {
  const band = (count: ValueName): ValueName => {
    const places = op.range(count);
    const apart = op.subtract(op.reshape(places, -1, 1), op.reshape(places, 1, -1));
    return op.atMost(op.node('Abs', [apart]), radius);
  };
  return op.product(op.product(band(rows), values), band(columns));
}

/** The twin of `refine`. @param coarse [rows, columns, 3] @returns [3, rows, columns] */
function refined(op: Arithmetic, { pixels, refining }: Cells, coarse: ValueName, grid: Grid): ValueName {
  const { rows, columns } = grid;
  const expected = op.reshape(coarse, rows, 1, columns, 1, 3);
  const low = op.subtract(op.multiply(expected, paperRange.low), paperRange.more);
  const high = op.add(op.multiply(expected, paperRange.high), paperRange.more);
  const inRange = op.multiply(op.atMost(low, pixels), op.atMost(pixels, high));
  const isPaper = op.multiply(inRange, refining);
  const around = (values: ValueName): ValueName =>
    windowSum(op, op.transpose(op.sum(values, 1, 3), 2, 0, 1), grid, refiningRadius);
  const total = op.add(
    around(op.multiply(pixels, isPaper)),
    op.multiply(op.transpose(coarse, 2, 0, 1), coarseWeight),
  );
  return op.single(op.divide(total, op.add(around(isPaper), coarseWeight)));
}

/** The twin of `inkRamp`: [3, rows, columns] each. */
function rampOf(op: Arithmetic, background: ValueName, chalk: ValueName) {
  const onPaper = op.divide(-255, op.add(background, softening));
  const onBoard = op.divide(255, op.add(op.subtract(255, background), softening));
  const slope = op.choose(chalk, onBoard, onPaper);
  return { gain: op.single(slope), offset: op.single(op.multiply(op.node('Neg', [slope]), background)) };
}

/** The twin of `divide`, in its fixed point. */
function divided(
  op: Arithmetic,
  pixels: ValueName,
  grid: Grid,
  { gain, offset }: ReturnType<typeof rampOf>,
): ValueName {
  const { height, width, rows, columns, cell } = grid;
  const unit = 2 ** fractionBits;
  const y = op.subtract(op.divide(op.add(op.range(height), 0.5), cell), 0.5);
  const place = op.least(op.subtract(rows, 1), op.greatest(0, y));
  const upper = op.floor(place);
  const lower = op.least(op.subtract(rows, 1), op.add(upper, 1));
  const share = op.reshape(op.subtract(place, upper), -1, 1);
  const half = op.divide(cell, 2);
  const x = op.range(width);
  const stretch = op.floor(op.divide(op.subtract(op.add(x, 0.5), half), cell));
  const left = op.greatest(0, stretch);
  const right = op.least(op.subtract(columns, 1), op.add(stretch, 1));
  const start = op.add(op.multiply(stretch, cell), half);
  const from = op.greatest(0, op.ceil(op.subtract(start, 0.5)));
  const into = op.subtract(op.add(from, 0.5), start);
  // [3, height, width]
  const along = (plane: ValueName): ValueName => {
    const above = op.gather(plane, upper, 1);
    const below = op.gather(plane, lower, 1);
    const blended = op.add(above, op.multiply(op.subtract(below, above), share));
    const row = op.round(op.multiply(blended, unit));
    const first = op.gather(row, left, 2);
    const step = op.truncate(op.divide(op.subtract(op.gather(row, right, 2), first), cell));
    const base = op.truncate(op.add(first, op.multiply(step, into)));
    return op.add(base, op.multiply(step, op.subtract(x, from)));
  };
  const values = op.multiply(along(gain), op.transpose(pixels, 2, 0, 1));
  const ink = op.floor(op.divide(op.add(along(offset), values), unit));
  return op.least(255, op.greatest(0, op.most(ink, 0)));
}
