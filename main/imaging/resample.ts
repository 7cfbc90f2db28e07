import type { InkImage } from './pixels.ts';

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
  const columns = taps(box.left, box.width, width, image.width);
  const rows = taps(box.top, box.height, height, image.height);
  const reach = Math.ceil(Math.max(1, box.height / height));
  const firstRow = Math.max(0, box.top - reach);
  const lastRow = Math.min(image.height - 1, box.top + box.height + reach);
  const squeezed = squeezeRows(image, target, columns, firstRow, lastRow);
  const data = new Uint8Array(outerWidth * outerHeight);
  const line = new Float32Array(width);
  for (let y = 0; y < height; y += 1) {
    line.fill(0);
    for (let tap = rows.starts[y] ?? 0; tap < (rows.starts[y + 1] ?? 0); tap += 1) {
      const weight = rows.weights[tap] ?? 0;
      const from = ((rows.sources[tap] ?? 0) - firstRow) * width;
      for (let x = 0; x < width; x += 1) line[x] = (line[x] ?? 0) + weight * (squeezed[from + x] ?? 0);
    }
    const to = (y + margin) * outerWidth + margin;
    for (let x = 0; x < width; x += 1) data[to + x] = (line[x] ?? 0) + 0.5;
  }
  return { width: outerWidth, height: outerHeight, data };
}

/** Each source row of the box, scaled horizontally: [rows, target width]. */
function squeezeRows(
  image: InkImage,
  { width }: Target,
  columns: Taps,
  firstRow: number,
  lastRow: number,
): Float32Array {
  const squeezed = new Float32Array(Math.max(0, lastRow - firstRow + 1) * width);
  const { starts, sources, weights } = columns;
  for (let row = firstRow; row <= lastRow; row += 1) {
    const from = row * image.width;
    const to = (row - firstRow) * width;
    let tap = 0;
    for (let x = 0; x < width; x += 1) {
      let total = 0;
      for (const end = starts[x + 1] ?? 0; tap < end; tap += 1) {
        total += (weights[tap] ?? 0) * (image.data[from + (sources[tap] ?? 0)] ?? 0);
      }
      squeezed[to + x] = total;
    }
  }
  return squeezed;
}

/** For every target pixel along one axis, which source pixels it takes with what weight. */
interface Taps {
  /** Where the sources of each target pixel begin, and after the last where they end. */
  readonly starts: Int32Array;
  readonly sources: Int32Array;
  readonly weights: Float32Array;
}

function taps(start: number, length: number, targetLength: number, sourceLength: number): Taps {
  const scale = length / targetLength;
  // A triangle as wide as two target pixels, never narrower than two source pixels.
  const reach = Math.max(1, scale);
  const perPixel = Math.ceil(2 * reach) + 1;
  const starts = new Int32Array(targetLength + 1);
  const sources = new Int32Array(targetLength * perPixel);
  const weights = new Float32Array(targetLength * perPixel);
  let count = 0;
  for (let target = 0; target < targetLength; target += 1) {
    const middle = start + (target + 0.5) * scale;
    const first = Math.floor(middle - reach);
    let total = 0;
    for (let source = first; source < first + perPixel; source += 1) {
      const weight = Math.max(0, 1 - Math.abs(source + 0.5 - middle) / reach);
      total += weight;
      if (weight === 0 || source < 0 || source >= sourceLength) continue;
      sources[count] = source;
      weights[count] = weight;
      count += 1;
    }
    for (let at = starts[target] ?? 0; at < count; at += 1) weights[at] = (weights[at] ?? 0) / total;
    starts[target + 1] = count;
  }
  return { starts, sources, weights };
}
