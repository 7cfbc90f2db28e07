import type { Box, Size } from '../../../shared/geometry.ts';
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
      ink[row * width + column] = scaled.data[row * size.width + column] / 255;
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

/** A part of a page that is looked at by itself, with the words whose centres it has to find. */
export interface Section {
  /** In pixels of the page. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Whether a word of the page is this section's to find, by its box. */
  readonly owns: (box: Box) => boolean;
}

/** A section is so much longer than it is wide: as most pages are. */
const aspect = 1.5;
/** A page that is longer than a section by no more than this is seen as a whole. */
const longest = 1.45;
/** Neighbours share this part of their length, so that a word is whole in one of them. */
const overlap = 0.25;
/** What each one says is kept until all are seen. A strip that would take more is too narrow to write on. */
const mostSections = 500;

/**
 * Cuts a long page, such as a panorama or pages one below the other, across its longer side: looked at as a whole its
 * writing would be too small. No section is smaller than the detector sees it, and there are at most 500.
 *
 * @param longSide pixels of a page's longer side as the detector takes it
 * @returns one section for most pages
 */
export function sectionsOf({ width, height }: Size, longSide: number): Section[] {
  const isTall = height > width;
  const [long, short] = isTall ? [height, width] : [width, height];
  const most = Math.max(longSide, aspect * short);
  if (long <= longest * most) return [wholePage({ width, height })];
  const count = Math.min(mostSections, Math.ceil((long / most - overlap) / (1 - overlap)));
  const length = Math.ceil(long / (count - overlap * (count - 1)));
  const starts = Array.from({ length: count }, (_, index) =>
    Math.round((index * (long - length)) / (count - 1)),
  );
  return starts.map((start, index) => {
    // Between two neighbours the middle of what they share decides.
    const from = index === 0 ? -Infinity : (start + starts[index - 1] + length) / 2;
    const to = index === count - 1 ? Infinity : (starts[index + 1] + start + length) / 2;
    const owns = ([x, y, width, height]: Box): boolean => {
      const centre = isTall ? y + height / 2 : x + width / 2;
      return centre >= from && centre < to;
    };
    return isTall
      ? { left: 0, top: start, width: short, height: length, owns }
      : { left: start, top: 0, width: length, height: short, owns };
  });
}

/** A page that is looked at as a whole. */
export function wholePage({ width, height }: Size): Section {
  return { left: 0, top: 0, width, height, owns: () => true };
}

/** The ink of a section; that of a whole page itself. */
export function cutSection(page: InkImage, { left, top, width, height }: Section): InkImage {
  if (width === page.width && height === page.height) return page;
  const data = new Uint8Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const start = (top + row) * page.width + left;
    data.set(page.data.subarray(start, start + width), row * width);
  }
  return { width, height, data };
}
