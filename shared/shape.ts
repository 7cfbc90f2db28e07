import { boxOfPoints, boxOfQuad, quadOfBox, type Point, type Quad, type Size } from './geometry.ts';
import type { Polygon } from './contract/word.ts';

/** The place of a sample: a quad, null for the whole image, and a polygon when no quad fits. */
export interface Shape {
  readonly quad: Quad | null;
  readonly polygon: Polygon | null;
}

/** Largest number of points of a sample's polygon (`polygonSchema`). */
const mostPoints = 500;
/** "Boxes to a tenth of a pixel": a computed quad is not more exact than its input. */
const decimals = 10;

/**
 * A sample's shape from its outline. A convex outline of four points becomes the quad, starting at the top left
 * corner in writing direction; any other outline becomes the polygon, and the quad is the rectangle around it.
 *
 * @param direction of the writing, in radians clockwise from left to right
 */
export function shapeOf(outline: readonly Point[], direction: number, size: Size): Shape {
  const quad = quadOf(outline, direction);
  if (quad !== null) return { quad, polygon: null };
  const polygon = thinned(outline);
  return { quad: rectangleAround(polygon, direction, size), polygon };
}

/** Outlines may exceed the image by rounding errors: by this many pixels, or by this fraction of the longer side. */
const standOutPixels = 2;
const standOutShare = 0.01;

/**
 * A sample's shape, cut to its image where it exceeds it by more than a rounding error: people draw beyond the edge of
 * a page, and tools extrapolate.
 *
 * @returns the same object when it is inside; null when it lies outside altogether
 */
export function cutToImage(shape: Shape, size: Size): Shape | null {
  const { quad, polygon } = shape;
  if (quad === null) return shape;
  const margin = Math.max(standOutPixels, standOutShare * Math.max(size.width, size.height));
  const isInside = ([x, y]: Point): boolean =>
    x >= -margin && y >= -margin && x <= size.width + margin && y <= size.height + margin;
  if ([...quad, ...(polygon ?? [])].every(isInside)) return shape;
  const cut = clipped(polygon ?? quad, size);
  if (cut.length < 3 || !hasArea(cut)) return null;
  return shapeOf(cut, directionOf(quad.slice(0, 2)), size);
}

/**
 * The part of an outline inside an image, side by side: Sutherland and Hodgman, "Reentrant polygon clipping", 1974.
 * Of a concave outline, parts that the edge separates stay joined along it.
 */
function clipped(outline: readonly Point[], { width, height }: Size): readonly Point[] {
  const sides: readonly ((point: Point) => number)[] = [
    ([x]) => x,
    ([, y]) => y,
    ([x]) => width - x,
    ([, y]) => height - y,
  ];
  return sides.reduce((points, depth) => {
    return points.flatMap((point, index): Point[] => {
      const before = points.at(index - 1) ?? point;
      const [from, to] = [depth(before), depth(point)];
      const share = from / (from - to);
      const crossing: Point = [
        before[0] + share * (point[0] - before[0]),
        before[1] + share * (point[1] - before[1]),
      ];
      return [...(from * to < 0 ? [crossing] : []), ...(to >= 0 ? [point] : [])];
    });
  }, outline);
}

/**
 * Angle of a baseline from its first to its last point, in radians clockwise from left to right; 0 without a
 * baseline.
 */
export function directionOf(baseline: readonly Point[]): number {
  const first = baseline[0];
  const last = baseline.at(-1);
  if (first === undefined || last === undefined || first === last) return 0;
  return Math.atan2(last[1] - first[1], last[0] - first[0]);
}

/** The bounding box of points, as a quad. */
export function boxAround(points: readonly Point[]): Quad {
  return quadOfBox(boxOfPoints(points));
}

/** Null unless the outline is a convex quadrilateral. */
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

/** The corners clockwise, from the top left one in writing direction. */
function fromTopLeft(corners: Quad, direction: number): Quad {
  const depths = corners.map((corner) => {
    const [x, y] = turned(corner, -direction);
    return x + y;
  });
  const start = depths.indexOf(Math.min(...depths));
  const [a, b, c, d] = corners;
  const rotatedCorners: readonly Quad[] = [corners, [b, c, d, a], [c, d, a, b], [d, a, b, c]];
  return rotatedCorners[start] ?? corners;
}

/** A rectangle rotated as the writing if that stays inside the image; else upright. */
function rectangleAround(points: readonly Point[], direction: number, size: Size): Quad {
  const along = points.map((point) => turned(point, -direction));
  const back = (corner: Point): Point => {
    const [x, y] = turned(corner, direction);
    // Adding zero turns negative zero into zero.
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

/** Positive when the path from a over b to c bends clockwise. */
function turn([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number {
  return (bx - ax) * (cy - by) - (by - ay) * (cx - bx);
}

function turned([x, y]: Point, angle: number): Point {
  if (angle === 0) return [x, y];
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return [x * cosine - y * sine, x * sine + y * cosine];
}

export function hasArea(points: readonly Point[]): boolean {
  const [, , width, height] = boxOfPoints(points);
  return width > 0 && height > 0;
}
