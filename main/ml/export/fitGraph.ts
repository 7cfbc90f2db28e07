import {
  faintestPeak,
  floorShare,
  fullInk,
  highestFloor,
  margin,
  peakShare,
  smallestShare,
  strokeShare,
  strongShare,
  thinnestStroke,
  weakestStroke,
} from '../../imaging/geometry/fitWord.ts';
import type { SourceBox } from '../../imaging/geometry/resample.ts';
import { type InputForm, paddingInReading, wordShape } from '../networks/input.ts';
import type { ValueName } from '../onnx/graph.ts';
import type { Arithmetic, Operand } from './arithmetic.ts';

/** The twin of `shrinkInk`. @param ink [height, width] */
export function shrinkGraph(op: Arithmetic, ink: ValueName, mostRows: number): ValueName {
  const [height, width] = [op.sizeOf(ink, 0), op.sizeOf(ink, 1)];
  const rows = op.least(height, mostRows);
  const shrunk = op.greatest(1, op.round(op.multiply(width, op.divide(mostRows, height))));
  const columns = op.choose(op.less(mostRows, height), shrunk, width);
  return resampled(op, ink, { left: 0, top: 0, width, height }, { width: columns, height: rows });
}

type Box = Readonly<Record<keyof SourceBox, Operand>>;

/** The twin of `resampleInk` without a margin. */
function resampled(
  op: Arithmetic,
  ink: ValueName,
  box: Box,
  { width, height }: { readonly width: Operand; readonly height: Operand },
): ValueName {
  const rows = taps(op, box.top, box.height, height, op.sizeOf(ink, 0));
  const columns = taps(op, box.left, box.width, width, op.sizeOf(ink, 1));
  return op.floor(op.add(op.product(op.product(rows, ink), op.transpose(columns, 1, 0)), 0.5));
}

/** Weights of an axis, [target, source]. */
function taps(op: Arithmetic, start: Operand, length: Operand, target: Operand, source: Operand): ValueName {
  const scale = op.divide(length, target);
  const reach = op.greatest(1, scale);
  const middle = op.reshape(op.add(start, op.multiply(op.add(op.range(target), 0.5), scale)), -1, 1);
  const weigh = (places: ValueName): ValueName => {
    const distance = op.node('Abs', [op.subtract(op.add(places, 0.5), middle)]);
    return op.greatest(0, op.subtract(1, op.divide(distance, reach)));
  };
  // The sum of all weights, also of those beyond the image.
  const perPixel = op.add(op.ceil(op.multiply(reach, 2)), 1);
  const near = op.add(op.floor(op.subtract(middle, reach)), op.reshape(op.range(perPixel), 1, -1));
  const total = op.reshape(op.sum(weigh(near), 1), -1, 1);
  return op.divide(weigh(op.reshape(op.range(source), 1, -1)), total);
}

/**
 * The twin of `fitWord`, `readingWidth` and `stackInk`.
 *
 * @param ink [height, width], 0 to 255
 * @returns float32 [1, 1, rows, columns] for the network
 */
export function fitGraph(op: Arithmetic, ink: ValueName, form: InputForm): ValueName {
  const shape = wordShape(form);
  const crop = shrinkGraph(op, ink, shape.height);
  const { floor, peak } = levelsOf(op, crop);
  const isEmpty = op.less(peak, faintestPeak);
  const box = inkBox(op, crop, op.add(floor, op.multiply(strokeShare, peak)));
  const inner = shape.height - 2 * margin;
  const wanted = op.round(op.multiply(box.width, op.divide(inner, box.height)));
  const width = op.greatest(1, op.least(shape.maxWidth - 2 * margin, wanted));
  const scaled = resampled(op, crop, box, { width, height: inner });
  const word = op.pad(scaled, [margin, margin], [margin, margin]);
  const fitted = thickened(op, stretched(op, word, floor), thinnestStroke * shape.height);
  const columns = op.add(width, 2 * margin);
  const empty = Math.min(shape.height, shape.maxWidth);
  const padded = readingWidth(op, op.choose(isEmpty, empty, columns), form);
  // An empty word may be narrower than what was made of it.
  const room = op.pad(op.choose(isEmpty, 0, fitted), [0, 0], [0, Math.max(...form.widths)]);
  const input = op.slice(room, [0, 0], [shape.height, padded]);
  return op.cast(op.reshape(op.divide(input, 255), 1, 1, shape.height, padded), 'float');
}

/** The twin of `percentile` over all values. @param rank of a value in their order; a fraction is rounded up */
function ranked(op: Arithmetic, sorted: ValueName, rank: ValueName): ValueName {
  return op.gather(sorted, op.greatest(0, op.subtract(op.ceil(rank), 1)), 0);
}

function sortedValues(op: Arithmetic, ink: ValueName): { sorted: ValueName; count: ValueName } {
  const flat = op.cast(op.reshape(ink, -1), 'float');
  const count = op.sizeOf(flat, 0);
  return { sorted: op.sorted(flat, count), count };
}

function levelsOf(op: Arithmetic, crop: ValueName): { floor: ValueName; peak: ValueName } {
  const { sorted, count } = sortedValues(op, crop);
  const floor = op.least(highestFloor, ranked(op, sorted, op.multiply(count, floorShare)));
  return { floor, peak: op.subtract(ranked(op, sorted, op.multiply(count, peakShare)), floor) };
}

/** The twin of `inkBox`. @param threshold from which on a pixel is ink */
function inkBox(op: Arithmetic, crop: ValueName, threshold: ValueName): Box {
  const strokes = op.atMost(threshold, crop);
  const [height, width] = [op.sizeOf(crop, 0), op.sizeOf(crop, 1)];
  const [rowFirst, rowLast] = extent(op, op.most(strokes, 1));
  const [columnFirst, columnLast] = extent(op, op.most(strokes, 0));
  const left = op.greatest(0, op.subtract(columnFirst, 1));
  const boxWidth = op.subtract(op.least(width, op.add(columnLast, 2)), left);
  const inkTop = op.greatest(0, op.subtract(rowFirst, 1));
  const inkHeight = op.subtract(op.least(height, op.add(rowLast, 2)), inkTop);
  const boxHeight = op.greatest(inkHeight, op.round(op.multiply(smallestShare, height)));
  const free = op.subtract(height, inkHeight);
  // Without free rows the top of the ink is 0.
  const place = op.divide(inkTop, op.greatest(1, free));
  const top = op.round(op.subtract(inkTop, op.multiply(op.subtract(boxHeight, inkHeight), place)));
  return { left, top, width: boxWidth, height: boxHeight };
}

/** The first and the last place of a 1. */
function extent(op: Arithmetic, marks: ValueName): [ValueName, ValueName] {
  const count = op.sizeOf(marks, 0);
  const places = op.range(count);
  const first = op.subtract(count, op.most(op.multiply(marks, op.subtract(count, places)), 0));
  return [first, op.subtract(op.most(op.multiply(marks, op.add(places, 1)), 0), 1)];
}

/** The twin of `stretchContrast`. */
function stretched(op: Arithmetic, word: ValueName, floor: ValueName): ValueName {
  const { sorted, count } = sortedValues(op, word);
  const peak = op.most(sorted, 0);
  const strokeLevel = op.add(floor, op.multiply(strokeShare, op.subtract(peak, floor)));
  const strokes = op.sum(op.atMost(op.ceil(strokeLevel), sorted), 0);
  const rank = op.subtract(count, op.multiply(strokes, strongShare));
  const typical = op.subtract(ranked(op, sorted, rank), floor);
  const gain = op.divide(fullInk, op.greatest(typical, weakestStroke));
  const level = op.round(op.multiply(op.subtract(word, floor), gain));
  return op.least(255, op.greatest(0, level));
}

/** The twin of `thickenStrokes` with at most one pixel of growth. */
function thickened(op: Arithmetic, word: ValueName, leastWidth: number): ValueName {
  const missing = op.divide(op.subtract(leastWidth, meanStrokeWidth(op, word)), 2);
  const share = op.least(1, op.greatest(0, missing));
  const [height, width] = [op.sizeOf(word, 0), op.sizeOf(word, 1)];
  const image = op.cast(op.reshape(word, 1, 1, height, width), 'float');
  const pool = (rows: number, columns: number): ValueName => {
    const [up, left] = [(rows - 1) / 2, (columns - 1) / 2];
    return op.node('MaxPool', [image], { kernel_shape: [rows, columns], pads: [up, left, up, left] });
  };
  const cross = op.reshape(op.cast(op.greatest(pool(1, 3), pool(3, 1)), 'double'), height, width);
  return op.floor(op.add(op.add(word, op.multiply(op.subtract(cross, word), share)), 0.5));
}

/** The twin of `meanStrokeWidth`. */
function meanStrokeWidth(op: Arithmetic, word: ValueName): ValueName {
  const width = op.sizeOf(word, 1);
  const flat = op.reshape(word, -1);
  const count = op.sizeOf(flat, 0);
  const end = op.subtract(count, width);
  const here = op.slice(flat, [1], [end]);
  const across = op.subtract(here, op.slice(flat, [0], [op.subtract(end, 1)]));
  const down = op.subtract(here, op.slice(flat, [op.add(width, 1)], [count]));
  const edge = op.sum(op.node('Sqrt', [op.add(op.multiply(across, across), op.multiply(down, down))]), 0);
  const twice = op.multiply(2, op.sum(here, 0));
  return op.choose(op.equal(edge, 0), 0, op.divide(twice, op.greatest(edge, 1)));
}

function readingWidth(op: Arithmetic, columns: ValueName, form: InputForm): ValueName {
  const { widths } = form;
  const widest = Math.max(...widths);
  const all = op.vector(widths);
  const hasRoom = op.atMost(op.add(columns, paddingInReading(form)), all);
  return op.fewest(op.choose(hasRoom, all, widest), 0);
}
