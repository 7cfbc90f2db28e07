import type { SourceBox } from '../../imaging/geometry/resample.ts';
import type { Box, Size } from '../../../shared/geometry.ts';
import { stackInk } from '../../imaging/ink/ink.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { resampleInk } from '../../imaging/geometry/resample.ts';
import type { Spread } from './quads.ts';

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
  return { ink: stackInk([scaled], height, width), width, height, scale };
}

/** A box in pixels of the detector's input as one in pixels of the image. */
export function toImage([x, y, width, height]: Box, { scale }: DetectorInput): Box {
  return [x / scale, y / scale, width / scale, height / scale];
}

/** A box in pixels of the image as one in pixels of the detector's input. */
export function toInput([x, y, width, height]: Box, { scale }: DetectorInput): Box {
  return [x * scale, y * scale, width * scale, height * scale];
}

/** Converts a spread from cubic pixels of the detector's input to cubic pixels of the image. */
export function spreadToImage({ along, across }: Spread, { scale }: DetectorInput): Spread {
  return { along: along / scale ** 3, across: across / scale ** 3 };
}

/**
 * A part of a page that is detected separately, with a rule of which words are its own. In pixels of the page.
 */
export interface Section extends SourceBox {
  /** Whether a word of the page belongs to this section, by the box around all that sections see of it. */
  readonly owns: (box: Box) => boolean;
}

// Set by hand: F1 of boards joined in fours rises from .393 to .895 (pretraining/HISTORY.md, "Passes at other scales").
/** Length of a section by its width, as of most pages. */
const aspect = 1.5;
/** A page that is at most this many times as long as a section is not cut. */
const longest = 1.45;
/** Fraction of their length that neighbours share, so that every word is complete in one of them. */
const overlap = 0.25;
/** The results of all sections are kept in memory. A strip with more sections is too narrow to write on. */
const mostSections = 500;

/**
 * Cuts a long page, such as a panorama or several pages in one image, across its longer side, because its writing would
 * be too small in one input. No section is smaller than the detector's input, and there are at most 500.
 *
 * @param longSide pixels of a page's longer side in the detector's input
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
    // The middle of the overlap of two neighbours decides.
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

/** The whole page as one section. */
export function wholePage({ width, height }: Size): Section {
  return { left: 0, top: 0, width, height, owns: () => true };
}

/** The ink of a section; the page itself if the section is the whole page. */
export function cutSection(page: InkImage, { left, top, width, height }: Section): InkImage {
  if (width === page.width && height === page.height) return page;
  const data = new Uint8Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const start = (top + row) * page.width + left;
    data.set(page.data.subarray(start, start + width), row * width);
  }
  return { width, height, data };
}
