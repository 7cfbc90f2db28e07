import { bytesAt, kernels, layOut } from '../kernels/kernels.ts';
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
  const columns = tapsOf(box.left, box.width, width, image.width);
  const rows = tapsOf(box.top, box.height, height, image.height);
  const outer = { width: width + 2 * margin, height: height + 2 * margin };
  const sums = 2 * Float64Array.BYTES_PER_ELEMENT * (columns.end - columns.start);
  const places = layOut([
    image.data,
    rows.starts,
    rows.firsts,
    rows.weights,
    columns.starts,
    columns.firsts,
    columns.weights,
    sums,
    outer.width * outer.height,
  ]);
  const data = bytesAt(places[places.length - 1], outer.width * outer.height).fill(0);
  kernels.resample(image.width, width, height, margin, columns.start, columns.end, ...places);
  return { ...outer, data: data.slice() };
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
