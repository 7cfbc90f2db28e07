import { quadOfBox, type Point, type Size } from '../../../shared/geometry.ts';
import { invalidAt, parseDecimal, type Place } from '../records.ts';
import type { Shape } from '../../../shared/shape.ts';

/**
 * Converts between the outlines of page formats (three or more points around a word) and the quads and polygons of
 * samples. All in pixels of the upright image.
 */

/** Largest number of points of an outline before it is thinned: no tool draws more around a text. */
const mostOutlinePoints = 10_000;

/** The points around a sample, in order. */
export function outlineOf({ quad, polygon }: Shape, { width, height }: Size): readonly Point[] {
  return polygon ?? quad ?? quadOfBox([0, 0, width, height]);
}

/** Converts points to another picture's pixels, such as those of another resolution of the page. */
export function scaledOutline(outline: readonly Point[], from: Size, to: Size): readonly Point[] {
  if (from.width === to.width && from.height === to.height) return outline;
  const x = to.width / from.width;
  const y = to.height / from.height;
  return outline.map(([left, top]) => [left * x, top * y]);
}

/** @throws InkdexError `data-invalid` for an outline with too many or non-finite points */
export function requireOutline(place: Place, outline: readonly Point[]): void {
  if (outline.length > mostOutlinePoints) {
    throw invalidAt(
      place,
      `the outline has ${outline.length} points; expected at most ${mostOutlinePoints}.`,
    );
  }
  if (!outline.flat().every(Number.isFinite)) {
    throw invalidAt(place, 'a point of the outline is not a pair of numbers.');
  }
}

/** Whole pixels inside the image, which is all that PAGE and hOCR can express. */
export function wholePixels(outline: readonly Point[], { width, height }: Size): readonly Point[] {
  return outline.map(([x, y]) => [within(Math.round(x), width), within(Math.round(y), height)]);
}

/** Parses points such as `10,20 30,20` or `10 20 30 20`; NaN for anything else. */
export function parsePoints(text: string): Point[] {
  const numbers = text
    .split(/[\s,]+/u)
    .filter((part) => part !== '')
    .map(parseDecimal);
  const points: Point[] = [];
  for (let index = 0; index < numbers.length; index += 2) {
    points.push([numbers[index] ?? NaN, numbers[index + 1] ?? NaN]);
  }
  return points;
}

export function sameOutline(a: readonly Point[], b: readonly Point[], tolerance: number): boolean {
  if (a.length !== b.length) return false;
  return a.every(([x, y], index) => {
    const other = b[index];
    return other !== undefined && Math.abs(other[0] - x) <= tolerance && Math.abs(other[1] - y) <= tolerance;
  });
}

function within(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
