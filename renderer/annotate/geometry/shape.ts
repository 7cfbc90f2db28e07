import { mapQuad, type Box, type Point, type Quad, type Size } from '../../../shared/geometry.ts';

/** The place of a word: its quad, and an outline if a quad does not fit. Photo pixels. */
export interface Shape {
  readonly quad: Quad;
  readonly polygon: readonly Point[] | null;
}

/** Maps a point of the photo to its new place. */
export type PointMap = (point: Point) => Point;

export function mapShape({ quad, polygon }: Shape, map: PointMap): Shape {
  return { quad: mapQuad(quad, map), polygon: polygon?.map(map) ?? null };
}

export function translation(dx: number, dy: number): PointMap {
  return ([x, y]) => [x + dx, y + dy];
}

/** Clockwise on the screen by `angle` radians around `centre`. */
export function rotation(angle: number, centre: Point): PointMap {
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  return ([x, y]) => {
    const dx = x - centre[0];
    const dy = y - centre[1];
    return [centre[0] + dx * cosine - dy * sine, centre[1] + dx * sine + dy * cosine];
  };
}

export function midpoint([ax, ay]: Point, [bx, by]: Point): Point {
  return [(ax + bx) / 2, (ay + by) / 2];
}

export function centreOf([topLeft, topRight, bottomRight, bottomLeft]: Quad): Point {
  return midpoint(midpoint(topLeft, bottomRight), midpoint(topRight, bottomLeft));
}

/** The direction of the text: radians clockwise from the positive x axis, -pi to pi. */
export function angleOf([topLeft, topRight, bottomRight, bottomLeft]: Quad): number {
  const start = midpoint(topLeft, bottomLeft);
  const end = midpoint(topRight, bottomRight);
  return Math.atan2(end[1] - start[1], end[0] - start[0]);
}

export function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(bx - ax, by - ay);
}

export function between([ax, ay]: Point, [bx, by]: Point, share: number): Point {
  return [ax + (bx - ax) * share, ay + (by - ay) * share];
}

/** The axis-aligned box with these two opposite corners, in any order. */
export function boxBetween([ax, ay]: Point, [bx, by]: Point): Box {
  return [Math.min(ax, bx), Math.min(ay, by), Math.abs(bx - ax), Math.abs(by - ay)];
}

/** The smallest rectangle around all points whose sides run at `angle`; top left first. */
export function rectangleAround(points: readonly Point[], angle: number): Quad {
  const upright = points.map(rotation(-angle, [0, 0]));
  const xs = upright.map(([x]) => x);
  const ys = upright.map(([, y]) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const corners: Quad = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
  return mapQuad(corners, rotation(angle, [0, 0]));
}

/**
 * A translation, limited so that the shape's centre stays on the photo: a word dragged outside could not be grabbed
 * again.
 */
export function translationWithin(quad: Quad, dx: number, dy: number, photo: Size): PointMap {
  const [x, y] = centreOf(quad);
  return translation(clamp(x + dx, 0, photo.width) - x, clamp(y + dy, 0, photo.height) - y);
}

export function clampPoint([x, y]: Point, photo: Size): Point {
  return [clamp(x, 0, photo.width), clamp(y, 0, photo.height)];
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
