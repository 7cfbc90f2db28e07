import { mapQuad, quadOfBox, quadSize, type Box, type Point, type Quad } from '../../../shared/geometry.ts';
import type { InkImage, RgbImage } from '../pixels.ts';

interface CropOptions {
  /** Surroundings added on each side, as a share of the quad's height. */
  readonly margin: number;
  /** Rows of the crop, margins included; without it the crop has the photo's own resolution. */
  readonly height?: number;
}

/** The straightened crop along a quad in the pixels of `image`; what lies outside it is paper. */
export function cropQuad(image: InkImage, quad: Quad, options: CropOptions): InkImage {
  return sample(image, 1, quad, options, 0);
}

/** `cropQuad` for a picture in colour; what lies outside it is white. */
export function cropQuadRgb(image: RgbImage, quad: Quad, options: CropOptions): RgbImage {
  return sample(image, 3, quad, options, 255);
}

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

function sample(image: Pixels, channels: 1 | 3, quad: Quad, options: CropOptions, outside: number): Pixels {
  const size = quadSize(quad);
  const margin = options.margin * size.height;
  const outerWidth = size.width + 2 * margin;
  const outerHeight = size.height + 2 * margin;
  const height = Math.max(1, Math.round(options.height ?? outerHeight));
  const width = Math.max(1, Math.round((outerWidth * height) / Math.max(outerHeight, 1)));
  // Shrinking takes the mean of a square of samples, about one for each covered pixel.
  const perSide = Math.min(8, Math.max(1, Math.round(outerHeight / height)));
  const data = new Uint8Array(width * height * channels);
  const totals = new Float32Array(width * channels);
  const across = margin / Math.max(size.width, 1);
  const down = margin / Math.max(size.height, 1);
  for (let y = 0; y < height; y += 1) {
    totals.fill(0);
    for (let part = 0; part < perSide; part += 1) {
      const v = ((y + (part + 0.5) / perSide) / height) * (1 + 2 * down) - down;
      const left = between(quad[0], quad[3], v);
      const right = between(quad[1], quad[2], v);
      const row = { from: between(left, right, -across), to: between(left, right, 1 + across) };
      addRow(image, channels, row, perSide, outside, totals);
    }
    const start = y * width * channels;
    for (let index = 0; index < totals.length; index += 1) {
      data[start + index] = totals[index] / (perSide * perSide) + 0.5;
    }
  }
  return { width, height, data };
}

/** A point on the way from one to another, or beyond. */
export function between(a: Point, b: Point, share: number): Point {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}

/** Samples along a stretch, the first one at (x, y): coordinates of pixels' middles. */
interface Stretch {
  readonly samples: number;
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
  /** How many one pixel of the crop's row is the sum of. */
  readonly perPixel: number;
}

/** Adds bilinear samples along a stretch, `perPixel` for each pixel of the crop's row. */
function addRow(
  image: Pixels,
  channels: 1 | 3,
  { from, to }: { readonly from: Point; readonly to: Point },
  perPixel: number,
  outside: number,
  totals: Float32Array,
): void {
  const samples = (totals.length / channels) * perPixel;
  const stepX = (to[0] - from[0]) / samples;
  const stepY = (to[1] - from[1]) / samples;
  // A pixel's value stands at its middle.
  const x = from[0] + 0.5 * stepX - 0.5;
  const y = from[1] + 0.5 * stepY - 0.5;
  const stretch = { samples, x, y, stepX, stepY, perPixel };
  const inner = innerSamples(image, stretch);
  addOuterSamples(image, channels, stretch, [0, inner[0]], outside, totals);
  addInnerSamples(image, channels, stretch, inner, totals);
  addOuterSamples(image, channels, stretch, [inner[1], samples], outside, totals);
}

/** The samples from one to before another. */
type Range = readonly [first: number, end: number];

/** Samples that lie between four pixels of the image, of whole pixels of the crop's row; an empty range where none do. */
function innerSamples({ width, height }: Pixels, stretch: Stretch): Range {
  const { samples, x, y, stepX, stepY, perPixel } = stretch;
  const along = inside(x, stepX, width - 1, samples);
  const down = inside(y, stepY, height - 1, samples);
  const first = Math.ceil(Math.max(along[0], down[0]) / perPixel) * perPixel;
  const end = Math.floor(Math.min(along[1], down[1]) / perPixel) * perPixel;
  return first < end ? [first, end] : [0, 0];
}

/** The numbers n of 0 to count - 1 of which 0 <= start + n * step < length, but for some at either end. */
function inside(start: number, step: number, length: number, count: number): Range {
  if (step === 0) return start >= 0 && start < length ? [0, count] : [0, 0];
  const [enters, leaves] = step > 0 ? [0, length] : [length, 0];
  // One more at either end, so that no rounding of the division lets one in that is outside.
  return [
    Math.max(0, Math.ceil((enters - start) / step) + 1),
    Math.min(count, Math.floor((leaves - start) / step) - 1),
  ];
}

/** Most samples: nothing has to be asked at any, and whole numbers are found by cutting off. */
function addInnerSamples(
  { width, data }: Pixels,
  channels: 1 | 3,
  { x, y, stepX, stepY, perPixel }: Stretch,
  [first, end]: Range,
  totals: Float32Array,
): void {
  const rowLength = width * channels;
  for (let sample = first, target = (first / perPixel) * channels; sample < end; target += channels) {
    for (const next = sample + perPixel; sample < next; sample += 1) {
      const column = x + sample * stepX;
      const row = y + sample * stepY;
      const left = column | 0;
      const top = row | 0;
      const shareX = column - left;
      const shareY = row - top;
      const corner = top * rowLength + left * channels;
      for (let at = corner, to = target; at < corner + channels; at += 1, to += 1) {
        const topLeft = data[at];
        const bottomLeft = data[at + rowLength];
        const upper = topLeft + (data[at + channels] - topLeft) * shareX;
        const lower = bottomLeft + (data[at + rowLength + channels] - bottomLeft) * shareX;
        totals[to] = totals[to] + upper + (lower - upper) * shareY;
      }
    }
  }
}

function addOuterSamples(
  { width, height, data }: Pixels,
  channels: 1 | 3,
  { x, y, stepX, stepY, perPixel }: Stretch,
  [first, end]: Range,
  outside: number,
  totals: Float32Array,
): void {
  for (let sample = first; sample < end; sample += 1) {
    const column = x + sample * stepX;
    const row = y + sample * stepY;
    const left = Math.floor(column);
    const top = Math.floor(row);
    const shareX = column - left;
    const shareY = row - top;
    const hasLeft = left >= 0 && left < width;
    const hasRight = left >= -1 && left < width - 1;
    const hasTop = top >= 0 && top < height;
    const hasBottom = top >= -1 && top < height - 1;
    const corner = (top * width + left) * channels;
    const below = corner + width * channels;
    const target = Math.floor(sample / perPixel) * channels;
    for (let channel = 0; channel < channels; channel += 1) {
      const topLeft = hasTop && hasLeft ? data[corner + channel] : outside;
      const topRight = hasTop && hasRight ? data[corner + channels + channel] : outside;
      const bottomLeft = hasBottom && hasLeft ? data[below + channel] : outside;
      const bottomRight = hasBottom && hasRight ? data[below + channels + channel] : outside;
      const upper = topLeft + (topRight - topLeft) * shareX;
      const lower = bottomLeft + (bottomRight - bottomLeft) * shareX;
      totals[target + channel] = totals[target + channel] + upper + (lower - upper) * shareY;
    }
  }
}

/** Paper and neighbours left around a word, as a share of its height; words are trained with as much. */
export const cropMargin = 0.16;
/** Rows of a crop, per row of the recogniser's input: larger words are shrunk while they are cut. */
const rowsPerInputRow = 1.8;

/** A word as it is cut from a page for a recogniser with `inputHeight` rows. */
export function cropWord(page: InkImage, quad: Quad, inputHeight: number): InkImage {
  const crop = cropQuad(page, quad, wordOptions(quad, inputHeight));
  return page.photo === undefined ? crop : { ...crop, photo: cropWordRgb(page.photo, quad, inputHeight) };
}

/** The same of a picture in colour. */
export function cropWordRgb(page: RgbImage, quad: Quad, inputHeight: number): RgbImage {
  return cropQuadRgb(page, quad, wordOptions(quad, inputHeight));
}

function wordOptions(quad: Quad, inputHeight: number): CropOptions {
  const height = Math.min(quadSize(quad).height * (1 + 2 * cropMargin), inputHeight * rowsPerInputRow);
  return { margin: cropMargin, height };
}

/**
 * A box of a crop that `cropWord` has made, where it stands on the page.
 *
 * @param box in shares of the crop's sides
 */
export function quadOfCrop(quad: Quad, [left, top, width, height]: Box): Quad {
  const size = quadSize(quad);
  const margin = cropMargin * size.height;
  const [across, down] = [margin / Math.max(size.width, 1), margin / Math.max(size.height, 1)];
  return mapQuad(quadOfBox([left, top, width, height]), ([u, v]) => {
    const [x, y] = [u * (1 + 2 * across) - across, v * (1 + 2 * down) - down];
    return between(between(quad[0], quad[1], x), between(quad[3], quad[2], x), y);
  });
}
