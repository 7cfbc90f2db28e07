import {
  boxOfPoints,
  boxOfQuad,
  quadOfBox,
  type Point,
  type Quad,
  type Size,
} from '../../../shared/geometry.ts';
import type { Polygon } from '../../../shared/contract/word.ts';
import { invalidAt, parseDecimal, requireArea, requireInside, type Place } from '../records.ts';

/**
 * Outlines as page formats have them: points around a word, any number from three on, against the quads
 * and polygons of samples. All in pixels of the upright image.
 */

/** Where a sample is: a quad, null for the whole image, and a polygon where no quad fits. */
export interface Shape {
  readonly quad: Quad | null;
  readonly polygon: Polygon | null;
}

/** The most points that a sample's polygon has (`polygonSchema`). */
const mostPoints = 500;
/** The most points that an outline may have before it is thinned: no tool draws so many around a text. */
const mostOutlinePoints = 10_000;
/** "Boxes to a tenth of a pixel": a quad that is computed is not more exact than what it was computed from. */
const decimals = 10;

/** The points around a sample, in order. */
export function outlineOf({ quad, polygon }: Shape, { width, height }: Size): readonly Point[] {
  return polygon ?? quad ?? quadOfBox([0, 0, width, height]);
}

/**
 * A sample's shape from the points around it. Four that make a convex figure are its quad, from the top left
 * corner on as the writing runs; any other figure is its polygon, and the quad is the rectangle around it.
 *
 * @param direction of the writing, in radians clockwise from left to right
 */
export function shapeOf(outline: readonly Point[], direction: number, size: Size): Shape {
  const quad = quadOf(outline, direction);
  if (quad !== null) return { quad, polygon: null };
  const polygon = thinned(outline);
  return { quad: rectangleAround(polygon, direction, size), polygon };
}

/** Points in another picture's pixels, such as of a page that was described at another resolution. */
export function scaledOutline(outline: readonly Point[], from: Size, to: Size): readonly Point[] {
  if (from.width === to.width && from.height === to.height) return outline;
  const x = to.width / from.width;
  const y = to.height / from.height;
  return outline.map(([left, top]) => [left * x, top * y]);
}

/** @throws InkdexError `data-invalid` where an outline is none or endless, leaves its image, or has no area */
export function requireOutline(place: Place, outline: readonly Point[], size: Size): void {
  if (outline.length < 3) {
    throw invalidAt(place, `the outline has ${String(outline.length)} points; expected at least 3.`);
  }
  if (outline.length > mostOutlinePoints) {
    throw invalidAt(
      place,
      `the outline has ${String(outline.length)} points; expected at most ${String(mostOutlinePoints)}.`,
    );
  }
  if (!outline.flat().every(Number.isFinite)) {
    throw invalidAt(place, 'the outline has a point that is no two numbers.');
  }
  const box = boxAround(outline);
  requireInside(place, box, size);
  requireArea(place, box);
}

/** Whole pixels inside the image: all that PAGE and hOCR can hold. */
export function wholePixels(outline: readonly Point[], { width, height }: Size): readonly Point[] {
  return outline.map(([x, y]) => [within(Math.round(x), width), within(Math.round(y), height)]);
}

/** Radians clockwise from left to right, from a baseline's first point to its last; 0 where there is none. */
export function directionOf(baseline: readonly Point[]): number {
  const first = baseline[0];
  const last = baseline.at(-1);
  if (first === undefined || last === undefined || first === last) return 0;
  return Math.atan2(last[1] - first[1], last[0] - first[0]);
}

/** A point list such as `10,20 30,20` or `10 20 30 20`; NaN where something else stands. */
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

/** The bounding box of points, as a quad. */
export function boxAround(points: readonly Point[]): Quad {
  return quadOfBox(boxOfPoints(points));
}

/** Null unless it is four corners of a convex figure. */
function quadOf(outline: readonly Point[], direction: number): Quad | null {
  const [a, b, c, d] = outline;
  if (outline.length !== 4 || a === undefined || b === undefined || c === undefined || d === undefined) {
    return null;
  }
  const turns = [turn(a, b, c), turn(b, c, d), turn(c, d, a), turn(d, a, b)];
  if (turns.every((sign) => sign > 0)) return fromTopLeft([a, b, c, d], direction);
  if (turns.every((sign) => sign < 0)) return fromTopLeft([a, d, c, b], direction);
  return null;
}

/** The clockwise corners, from the one that is furthest up and left as the writing runs. */
function fromTopLeft(corners: Quad, direction: number): Quad {
  const depths = corners.map((corner) => {
    const [x, y] = turned(corner, -direction);
    return x + y;
  });
  const start = depths.indexOf(Math.min(...depths));
  const [a, b, c, d] = corners;
  const turnedCorners: readonly Quad[] = [corners, [b, c, d, a], [c, d, a, b], [d, a, b, c]];
  return turnedCorners[start] ?? corners;
}

/** Turned as the writing is, where that stays in the image; else upright. */
function rectangleAround(points: readonly Point[], direction: number, size: Size): Quad {
  const along = points.map((point) => turned(point, -direction));
  const back = (corner: Point): Point => {
    const [x, y] = turned(corner, direction);
    // Adding zero takes the sign from a negative one.
    return [Math.round(x * decimals) / decimals + 0, Math.round(y * decimals) / decimals + 0];
  };
  const [a, b, c, d] = boxAround(along);
  const rectangle: Quad = [back(a), back(b), back(c), back(d)];
  const [left, top, width, height] = boxOfQuad(rectangle);
  const isInside = left >= 0 && top >= 0 && left + width <= size.width && top + height <= size.height;
  return isInside ? rectangle : boxAround(points);
}

function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= mostPoints) return points;
  const step = points.length / mostPoints;
  return Array.from({ length: mostPoints }, (_, index) => points[Math.floor(index * step)] ?? [0, 0]);
}

/** Above 0 where the way from a over b to c bends clockwise. */
function turn([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number {
  return (bx - ax) * (cy - by) - (by - ay) * (cx - bx);
}

function turned([x, y]: Point, angle: number): Point {
  if (angle === 0) return [x, y];
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return [x * cosine - y * sine, x * sine + y * cosine];
}

function within(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
