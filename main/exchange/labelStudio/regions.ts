import type { Point, Size } from '../../../shared/geometry.ts';
import { sameOutline } from '../pages/outline.ts';

/**
 * Shapes in Label Studio, in percent of the image's sides: a rectangle, rotated clockwise around its first corner, in
 * degrees; or a polygon.
 */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
}

export interface Outlined {
  readonly outline: readonly Point[];
  /** Along a rectangle's upper side; empty for a polygon. */
  readonly baseline: readonly Point[];
}

/** Coordinates are exact to a thousandth of a pixel after reading, so they are rounded to that. */
const exactness = 1000;

export function outlineOfRectangle({ x, y, width, height, rotation }: Rectangle, size: Size): Outlined {
  const [left, top] = [(x / 100) * size.width, (y / 100) * size.height];
  const [along, across] = [(width / 100) * size.width, (height / 100) * size.height];
  const angle = (rotation / 180) * Math.PI;
  const corner = (right: number, down: number): Point => [
    rounded(left + right * Math.cos(angle) - down * Math.sin(angle)),
    rounded(top + right * Math.sin(angle) + down * Math.cos(angle)),
  ];
  const outline = [corner(0, 0), corner(along, 0), corner(along, across), corner(0, across)];
  return { outline, baseline: outline.slice(0, 2) };
}

export function outlineOfPolygon(points: readonly Point[], { width, height }: Size): Outlined {
  return {
    outline: points.map(([x, y]) => [rounded((x / 100) * width), rounded((y / 100) * height)]),
    baseline: [],
  };
}

/** The rectangle with these four corners, clockwise from the first; null when they form no rectangle. */
export function rectangleOf(outline: readonly Point[], size: Size): Rectangle | null {
  const [first, second, , last] = outline;
  if (outline.length !== 4 || first === undefined || second === undefined || last === undefined) return null;
  const along: Point = [second[0] - first[0], second[1] - first[1]];
  const across: Point = [last[0] - first[0], last[1] - first[1]];
  const rectangle = {
    x: (first[0] / size.width) * 100,
    y: (first[1] / size.height) * 100,
    width: (Math.hypot(...along) / size.width) * 100,
    height: (Math.hypot(...across) / size.height) * 100,
    rotation: (Math.atan2(along[1], along[0]) / Math.PI) * 180,
  };
  const found = outlineOfRectangle(rectangle, size).outline;
  return sameOutline(found, outline, 1 / exactness) ? rectangle : null;
}

export function polygonOf(outline: readonly Point[], { width, height }: Size): Point[] {
  return outline.map(([x, y]) => [(x / width) * 100, (y / height) * 100]);
}

function rounded(value: number): number {
  return Math.round(value * exactness) / exactness + 0;
}
