import type { CellGrid } from '../../main/imaging/ink/backgroundGrid.ts';
import type { InkRamp } from '../../main/imaging/ink/groundInk.ts';
import type { InkImage, RgbImage } from '../../main/imaging/pixels.ts';
import type { SourceBox, Target } from '../../main/imaging/geometry/resample.ts';

/** What the kernels of `main/imaging/kernels` have to give, bit for bit: the same steps in double precision, a pixel at a time. */

/** @returns what `resampleInk` does */
export function resampledPlainly(
  image: InkImage,
  box: SourceBox,
  { width, height, margin }: Target,
): InkImage {
  const columns = tapsOf(box.left, box.width, width, image.width);
  const rows = tapsOf(box.top, box.height, height, image.height);
  const outerWidth = width + 2 * margin;
  const outerHeight = height + 2 * margin;
  const data = new Uint8Array(outerWidth * outerHeight);
  for (const [y, down] of rows.entries()) {
    const sums = new Float64Array(image.width);
    for (const { source, weight } of down) {
      for (let x = 0; x < image.width; x += 1) {
        sums[x] = (sums[x] ?? 0) + weight * (image.data[source * image.width + x] ?? 0);
      }
    }
    for (const [x, across] of columns.entries()) {
      const total = across.reduce((sum, { source, weight }) => sum + weight * (sums[source] ?? 0), 0.5);
      data[(y + margin) * outerWidth + margin + x] = total;
    }
  }
  return { width: outerWidth, height: outerHeight, data };
}

interface Tap {
  readonly source: number;
  readonly weight: number;
}

function tapsOf(start: number, length: number, targetLength: number, sourceLength: number): Tap[][] {
  const scale = length / targetLength;
  const reach = Math.max(1, scale);
  return Array.from({ length: targetLength }, (_, target) => {
    const middle = start + (target + 0.5) * scale;
    const nearest = Math.floor(middle - reach);
    const all = Array.from({ length: Math.ceil(2 * reach) + 1 }, (__, index): Tap => {
      const source = nearest + index;
      return { source, weight: Math.max(0, 1 - Math.abs(source + 0.5 - middle) / reach) };
    });
    const total = all.reduce((sum, { weight }) => sum + weight, 0);
    return all
      .filter(({ source, weight }) => weight > 0 && source >= 0 && source < sourceLength)
      .map(({ source, weight }) => ({ source, weight: weight / total }));
  });
}

/** @returns what `divide` of flatten.ts does */
export function dividedPlainly(
  { width, height, data }: RgbImage,
  { cell, columns, rows }: CellGrid,
  ramps: readonly InkRamp[],
): InkImage {
  const ink = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const place = Math.min(rows - 1, Math.max(0, (y + 0.5) / cell - 0.5));
    const upper = Math.floor(place);
    const lower = Math.min(rows - 1, upper + 1);
    const blended = (plane: Float32Array): number[] =>
      Array.from({ length: columns }, (_, column) => {
        const above = plane[upper * columns + column] ?? 0;
        const below = plane[lower * columns + column] ?? 0;
        return Math.round((above + (below - above) * (place - upper)) * 2 ** 16);
      });
    const row = ramps.map(({ offset, gain }) => ({ offset: blended(offset), gain: blended(gain) }));
    for (let x = 0; x < width; x += 1) {
      const stretch = Math.floor((x + 0.5 - cell / 2) / cell);
      const from = Math.max(0, Math.ceil(stretch * cell + cell / 2 - 0.5));
      const at = (values: readonly number[]): number => {
        const [left, right] = [Math.max(0, stretch), Math.min(columns - 1, stretch + 1)];
        const first = values[left] ?? 0;
        const step = Math.trunc(((values[right] ?? 0) - first) / cell);
        // The first pixel of a stretch is cut to a whole number, and the others are steps from it.
        return Math.trunc(first + step * (from + 0.5 - stretch * cell - cell / 2)) + (x - from) * step;
      };
      const inks = row.map(
        ({ offset, gain }, channel) =>
          (at(offset) + at(gain) * (data[(y * width + x) * 3 + channel] ?? 0)) >> 16,
      );
      ink[y * width + x] = Math.max(0, Math.min(255, Math.max(...inks)));
    }
  }
  return { width, height, data: ink };
}
