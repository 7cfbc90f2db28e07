import { quadSize } from '../../shared/geometry.ts';
import type { Point, Quad } from '../../shared/geometry.ts';
import type { InkImage, RgbImage } from './pixels.ts';

export interface CropOptions {
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
      data[start + index] = (totals[index] ?? 0) / (perSide * perSide) + 0.5;
    }
  }
  return { width, height, data };
}

function between(a: Point, b: Point, share: number): Point {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}

/** Adds bilinear samples along a stretch, `perSide` for each pixel of the crop's row. */
function addRow(
  { width, height, data }: Pixels,
  channels: 1 | 3,
  { from, to }: { readonly from: Point; readonly to: Point },
  perSide: number,
  outside: number,
  totals: Float32Array,
): void {
  const samples = (totals.length / channels) * perSide;
  const stepX = (to[0] - from[0]) / samples;
  const stepY = (to[1] - from[1]) / samples;
  for (let sample = 0; sample < samples; sample += 1) {
    // A pixel's value stands at its middle.
    const x = from[0] + (sample + 0.5) * stepX - 0.5;
    const y = from[1] + (sample + 0.5) * stepY - 0.5;
    const left = Math.floor(x);
    const top = Math.floor(y);
    const shareX = x - left;
    const shareY = y - top;
    const hasLeft = left >= 0 && left < width;
    const hasRight = left >= -1 && left < width - 1;
    const hasTop = top >= 0 && top < height;
    const hasBottom = top >= -1 && top < height - 1;
    const corner = (top * width + left) * channels;
    const below = corner + width * channels;
    const target = Math.floor(sample / perSide) * channels;
    for (let channel = 0; channel < channels; channel += 1) {
      const topLeft = hasTop && hasLeft ? (data[corner + channel] ?? 0) : outside;
      const topRight = hasTop && hasRight ? (data[corner + channels + channel] ?? 0) : outside;
      const bottomLeft = hasBottom && hasLeft ? (data[below + channel] ?? 0) : outside;
      const bottomRight = hasBottom && hasRight ? (data[below + channels + channel] ?? 0) : outside;
      const upper = topLeft + (topRight - topLeft) * shareX;
      const lower = bottomLeft + (bottomRight - bottomLeft) * shareX;
      totals[target + channel] = (totals[target + channel] ?? 0) + upper + (lower - upper) * shareY;
    }
  }
}
