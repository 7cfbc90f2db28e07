import type { Box } from '../../../shared/geometry.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { resampleInk } from '../../imaging/resample.ts';
import type { Spread } from './quads.ts';

/** An image as the detector takes it. */
export interface DetectorInput {
  /** Row-major, 0 to 1. */
  readonly ink: Float32Array;
  /** In pixels, padded right and below with paper to a multiple. */
  readonly width: number;
  readonly height: number;
  /** Input pixels per pixel of the image. */
  readonly scale: number;
}

/** Scales an image so that its longer side has `longSide` pixels. */
export function detectorInput(image: InkImage, longSide: number, multiple: number): DetectorInput {
  const scale = longSide / Math.max(image.width, image.height);
  const size = {
    width: Math.max(1, Math.round(image.width * scale)),
    height: Math.max(1, Math.round(image.height * scale)),
  };
  const scaled = resampleInk(
    image,
    { left: 0, top: 0, width: image.width, height: image.height },
    { ...size, margin: 0 },
  );
  const width = Math.ceil(size.width / multiple) * multiple;
  const height = Math.ceil(size.height / multiple) * multiple;
  const ink = new Float32Array(width * height);
  for (let row = 0; row < size.height; row += 1) {
    for (let column = 0; column < size.width; column += 1) {
      ink[row * width + column] = (scaled.data[row * size.width + column] ?? 0) / 255;
    }
  }
  return { ink, width, height, scale };
}

/** A box in pixels of the detector's input as one in pixels of the image. */
export function toImage([x, y, width, height]: Box, { scale }: DetectorInput): Box {
  return [x / scale, y / scale, width / scale, height / scale];
}

/** A box in pixels of the image as one in pixels of the detector's input. */
export function toInput([x, y, width, height]: Box, { scale }: DetectorInput): Box {
  return [x * scale, y * scale, width * scale, height * scale];
}

/** What was measured in cubic pixels of the detector's input. */
export function spreadToImage({ along, across }: Spread, { scale }: DetectorInput): Spread {
  return { along: along / scale ** 3, across: across / scale ** 3 };
}
