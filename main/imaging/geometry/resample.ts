import type { InkImage } from '../pixels.ts';

export interface SourceBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Target {
  /** Of the resampled box, in pixels, without the margin. */
  readonly width: number;
  readonly height: number;
  /** Empty pixels added on all four sides. */
  readonly margin: number;
}

/**
 * Scales one box of an ink image: the mean of the covered pixels when shrinking, linear
 * interpolation when enlarging. What of the box lies outside the image is empty.
 */
export function resampleInk(image: InkImage, box: SourceBox, target: Target): InkImage {
  const { width, height, margin } = target;
  const outerWidth = width + 2 * margin;
  const outerHeight = height + 2 * margin;
  const columns = tapsOf(box.left, box.width, width, image.width);
  const rows = tapsOf(box.top, box.height, height, image.height);
  const data = new Uint8Array(outerWidth * outerHeight);
  // One row at a time, first down the image and then along the row: it stays in the processor's nearest cache.
  const row = new Float64Array(columns.end - columns.start);
  for (let y = 0; y < height; y += 1) {
    row.fill(0);
    let from = rows.firsts[y] * image.width + columns.start;
    for (let tap = rows.starts[y], end = rows.starts[y + 1]; tap < end; tap += 2) {
      const below = tap + 1 < end ? rows.weights[tap + 1] : 0;
      addRows(row, image, from, rows.weights[tap], below);
      from += 2 * image.width;
    }
    squeezeRow(row, columns, data, (y + margin) * outerWidth + margin);
  }
  return { width: outerWidth, height: outerHeight, data };
}

/** Adds a row of the image, from its pixel `from` on, and the row below, each with its weight. */
function addRows(
  row: Float64Array,
  { width, data }: InkImage,
  from: number,
  weight: number,
  weightBelow: number,
): void {
  // Below the last row is nothing: there the row itself is taken, with no weight.
  const below = weightBelow === 0 ? from : from + width;
  for (let x = 0; x < row.length; x += 1) {
    row[x] = row[x] + weight * data[from + x] + weightBelow * data[below + x];
  }
}

/** A row of source columns, scaled to the target's columns and rounded. */
function squeezeRow(row: Float64Array, columns: Taps, into: Uint8Array, at: number): void {
  const { starts, firsts, weights, start } = columns;
  for (let x = 0, tap = 0; x < firsts.length; x += 1) {
    let total = 0.5;
    let source = firsts[x] - start;
    for (const end = starts[x + 1]; tap < end; tap += 1, source += 1) {
      total += weights[tap] * row[source];
    }
    into[at + x] = total;
  }
}

/** For every target pixel along one axis, which source pixels it takes with what weight. */
interface Taps {
  /** Where the weights of each target pixel begin, and after the last where they end. */
  readonly starts: Int32Array;
  readonly weights: Float64Array;
  /** The source pixel of each target pixel's first weight; the next ones stand beside it. */
  readonly firsts: Int32Array;
  /** All source pixels lie from `start` on, before `end`. */
  readonly start: number;
  readonly end: number;
}

function tapsOf(start: number, length: number, targetLength: number, sourceLength: number): Taps {
  const scale = length / targetLength;
  // A triangle as wide as two target pixels, never narrower than two source pixels.
  const reach = Math.max(1, scale);
  const perPixel = Math.ceil(2 * reach) + 1;
  const starts = new Int32Array(targetLength + 1);
  const firsts = new Int32Array(targetLength);
  const weights = new Float64Array(targetLength * perPixel);
  let count = 0;
  let end = 0;
  for (let target = 0; target < targetLength; target += 1) {
    const middle = start + (target + 0.5) * scale;
    const nearest = Math.floor(middle - reach);
    const before = count;
    let total = 0;
    for (let source = nearest; source < nearest + perPixel; source += 1) {
      const weight = Math.max(0, 1 - Math.abs(source + 0.5 - middle) / reach);
      total += weight;
      if (weight === 0 || source < 0 || source >= sourceLength) continue;
      if (count === before) firsts[target] = source;
      weights[count] = weight;
      count += 1;
      end = source + 1;
    }
    for (let at = before; at < count; at += 1) weights[at] = weights[at] / total;
    starts[target + 1] = count;
  }
  return { starts, weights, firsts, start: Math.min(firsts[0], end), end };
}
