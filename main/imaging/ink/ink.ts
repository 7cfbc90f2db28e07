import type { InkImage, RgbImage } from '../pixels.ts';
import { resampleInk } from '../geometry/resample.ts';
import type { Box } from '../../../shared/geometry.ts';
import { rotatedSize, type Rotation } from '../../../shared/rotation.ts';

/** The part of an upright rectangle that lies on the image; at least one pixel. */
export function cropInk(ink: InkImage, left: number, top: number, width: number, height: number): InkImage {
  const x = Math.max(0, Math.min(left, ink.width - 1));
  const y = Math.max(0, Math.min(top, ink.height - 1));
  const columns = Math.max(1, Math.min(width, ink.width - x));
  const rows = Math.max(1, Math.min(height, ink.height - y));
  const data = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row += 1) {
    const start = (y + row) * ink.width + x;
    data.set(ink.data.subarray(start, start + columns), row * columns);
  }
  return { width: columns, height: rows, data };
}

/** Copies an image into another, which must hold all of it there. */
export function pasteInk(target: InkImage, ink: InkImage, left: number, top: number): void {
  for (let row = 0; row < ink.height; row += 1) {
    const data = ink.data.subarray(row * ink.width, (row + 1) * ink.width);
    target.data.set(data, (top + row) * target.width + left);
  }
}

/**
 * Images side by side in rows, one row below the other.
 *
 * @param width of the rows; only an image that is wider alone goes beyond it
 * @param gap around each image
 * @returns one image, and the place of each in it
 */
export function inkInRows(
  images: readonly InkImage[],
  width: number,
  gap: number,
): { readonly ink: InkImage; readonly places: readonly Box[] } {
  let [left, top, rowHeight] = [gap, gap, 0];
  const places = images.map((image): Box => {
    if (left > gap && left + image.width + gap > width) {
      [left, top, rowHeight] = [gap, top + rowHeight + gap, 0];
    }
    const place: Box = [left, top, image.width, image.height];
    left += image.width + gap;
    rowHeight = Math.max(rowHeight, image.height);
    return place;
  });
  const across = Math.max(width, ...places.map(([x, , w]) => x + w + gap));
  const down = top + rowHeight + gap;
  const ink = { width: across, height: down, data: new Uint8Array(across * down) };
  for (const [index, [x, y]] of places.entries()) pasteInk(ink, images[index], x, y);
  return { ink, places };
}

/**
 * Rows kept of a word that is an image of its own, to learn from and to read: a little more than networks
 * take, so that warps stay sharp.
 */
export const wholeWordRows = 64;

/** Scaled down to at most so many rows, its aspect kept. */
export function shrinkInk(ink: InkImage, mostRows: number): InkImage {
  if (ink.height <= mostRows) return ink;
  const scale = mostRows / ink.height;
  const box = { left: 0, top: 0, width: ink.width, height: ink.height };
  const width = Math.max(1, Math.round(ink.width * scale));
  return resampleInk(ink, box, { width, height: Math.round(mostRows), margin: 0 });
}

/**
 * Images as the input of a network, padded right and below with paper: ink 1 on paper 0. One
 * channel, so the values stand alike for [batch, 1, height, width] and [batch, height, width, 1].
 */
export function stackInk(images: readonly InkImage[], height: number, width: number): Float32Array {
  const values = new Float32Array(images.length * height * width);
  for (const [place, image] of images.entries()) {
    const columns = Math.min(image.width, width);
    for (let row = 0; row < Math.min(image.height, height); row += 1) {
      const from = row * image.width;
      const to = (place * height + row) * width;
      for (let column = 0; column < columns; column += 1) {
        values[to + column] = image.data[from + column] / 255;
      }
    }
  }
  return values;
}

/** An image turned clockwise; its pixels are the same ones. */
export function rotateInk(image: InkImage, turn: Rotation): InkImage {
  if (turn === 0) return image;
  const rotated = rotatePixels(image, turn, 1);
  return image.photo === undefined ? rotated : { ...rotated, photo: rotatePixels(image.photo, turn, 3) };
}

/** An image as in a mirror beside it. */
export function mirrorInk(image: InkImage): InkImage {
  const mirrored = mirrorPixels(image, 1);
  return image.photo === undefined ? mirrored : { ...mirrored, photo: mirrorPixels(image.photo, 3) };
}

function mirrorPixels({ width, height, data }: RgbImage, channels: 1 | 3): RgbImage {
  const mirrored = new Uint8Array(data.length);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const from = pixel + width - 1 - 2 * (pixel % width);
    for (let channel = 0; channel < channels; channel += 1) {
      mirrored[pixel * channels + channel] = data[from * channels + channel];
    }
  }
  return { width, height, data: mirrored };
}

function rotatePixels(image: RgbImage, turn: Exclude<Rotation, 0>, channels: 1 | 3): RgbImage {
  const { data } = image;
  const { width, height } = rotatedSize(image, turn);
  const { origin, right, down } = walkOf(image, turn);
  const turned = new Uint8Array(data.length);
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0, from = origin + y * down; x < width; x += 1, from += right) {
      for (let channel = 0; channel < channels; channel += 1, to += 1) {
        turned[to] = data[from * channels + channel];
      }
    }
  }
  return { width, height, data: turned };
}

/** How the pixels of the turned image lie in the data of the one before. */
interface Walk {
  /** Place of the first pixel. */
  readonly origin: number;
  /** Steps to the neighbours on the right and below. */
  readonly right: number;
  readonly down: number;
}

function walkOf({ width, height }: InkImage, turn: Exclude<Rotation, 0>): Walk {
  switch (turn) {
    case 90:
      return { origin: width * (height - 1), right: -width, down: 1 };
    case 180:
      return { origin: width * height - 1, right: -1, down: -width };
    case 270:
      return { origin: width - 1, right: width, down: -1 };
  }
}

/** First and last columns and rows, inclusive. */
interface InkExtent {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where there is ink from a threshold (0 to 255) on; null where there is none. */
export function inkExtent({ width, height, data }: InkImage, threshold: number): InkExtent | null {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      if (data[at] < threshold) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return bottom < 0 ? null : { left, top, right, bottom };
}
