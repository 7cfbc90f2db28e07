import { z } from 'zod';
import { plainPng } from '../../exchange/png.ts';
import { InkdexError } from '../../../shared/result.ts';
import { formatCount } from '../../../shared/text.ts';

/** A picture as TensorFlow Serving's JSON has it. */
export const encodedSchema = z.object({ b64: z.string() });

/** Larger pictures than this are sent as files. */
const longestSide = 10_000;

/**
 * A PNG of the pixels of one picture: rows of pixels of 1 or 3 channels, each from -1 (black) to 1, as CRNN_Tensorflow
 * sends them.
 *
 * @throws InkdexError `bad-arguments` for another shape or values out of range
 */
export function pngOfTensor(value: readonly unknown[], place: string): Buffer {
  const first: unknown = value[0];
  const pixel: unknown = Array.isArray(first) ? first[0] : undefined;
  if (!Array.isArray(first) || !Array.isArray(pixel)) {
    throw wrongShape(place, shapeOf(value));
  }
  const shape = { height: value.length, width: first.length, channels: pixel.length };
  const { height, width, channels } = requireShape(shape, place);
  const data = new Uint8Array(height * width * channels);
  let at = 0;
  for (const [y, row] of value.entries()) {
    if (!Array.isArray(row) || row.length !== width) throw wrongShape(place, `a row ${y} of another length`);
    for (const each of row as readonly unknown[]) {
      if (!Array.isArray(each) || each.length !== channels) {
        throw wrongShape(place, `a pixel in row ${y} with another number of channels`);
      }
      for (const level of each as readonly unknown[]) {
        data[at] = byteOf(level, place);
        at += 1;
      }
    }
  }
  return plainPng({ width, height, channels, data });
}

/** The same of the numbers of one picture, row by row. @throws InkdexError `bad-arguments` */
export function pngOfFloats(levels: Float32Array, shape: PixelShape, place: string): Buffer {
  const known = requireShape(shape, place);
  return plainPng({ ...known, data: Uint8Array.from(levels, (level) => byteOf(level, place)) });
}

interface PixelShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** @throws InkdexError `bad-arguments` for another number of channels, or a picture that is too large */
function requireShape(
  { height, width, channels }: PixelShape,
  place: string,
): PixelShape & { readonly channels: 1 | 3 } {
  if ((channels === 1 || channels === 3) && height <= longestSide && width <= longestSide) {
    return { height, width, channels };
  }
  throw wrongShape(place, `${height} x ${width} x ${channels}`);
}

function byteOf(level: unknown, place: string): number {
  if (typeof level === 'number' && level >= -1 && level <= 1) return Math.round((level + 1) * 127.5);
  throw new InkdexError(
    'bad-arguments',
    `${place} has the value ${JSON.stringify(level)}; expected numbers from -1 (black) to 1 (white).`,
  );
}

function shapeOf(value: unknown): string {
  const sides: number[] = [];
  for (let inner = value; Array.isArray(inner) && sides.length < 6; inner = inner[0])
    sides.push(inner.length);
  return sides.length === 0 ? typeof value : sides.map(formatCount).join(' x ');
}

function wrongShape(place: string, found: string): InkdexError {
  return new InkdexError(
    'bad-arguments',
    `${place} has the shape ${found}; expected height x width x 1 or 3, with rows of one length and sides up to ` +
      `${formatCount(longestSide)}.`,
  );
}
