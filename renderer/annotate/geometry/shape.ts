import { mapQuad, quadSize, type Box, type Point, type Quad, type Size } from '../../../shared/geometry.ts';

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

/** A cut closer to an end leaves a piece that is too small to grab. */
const leastShare = 0.02;

/** How far along the text a point lies: 0 at the start, 1 at the end, kept `leastShare` away from both. */
export function shareAlong(quad: Quad, point: Point): number {
  const { width } = quadSize(quad);
  const upright = rotation(-angleOf(quad), centreOf(quad));
  const along = upright(point)[0] - centreOf(quad)[0];
  const share = width === 0 ? 0.5 : 0.5 + along / width;
  return clamp(share, leastShare, 1 - leastShare);
}

/** The cut across the text at this share of its length: from the top edge to the bottom edge. */
export function cutLine([topLeft, topRight, bottomRight, bottomLeft]: Quad, share: number): [Point, Point] {
  return [between(topLeft, topRight, share), between(bottomLeft, bottomRight, share)];
}

/** The left and the right piece, seen along the text. */
export function cutQuad(quad: Quad, share: number): [Quad, Quad] {
  const [topLeft, topRight, bottomRight, bottomLeft] = quad;
  const [top, bottom] = cutLine(quad, share);
  return [
    [topLeft, top, bottom, bottomLeft],
    [top, topRight, bottomRight, bottom],
  ];
}

/** One rectangle around several words, rotated like the widest of them. */
export function joinShapes(shapes: readonly Shape[]): Quad | null {
  const widest = shapes.reduce<Shape | null>(
    (best, shape) =>
      best !== null && quadSize(best.quad).width >= quadSize(shape.quad).width ? best : shape,
    null,
  );
  if (widest === null) return null;
  return rectangleAround(
    shapes.flatMap(({ quad }) => quad),
    angleOf(widest.quad),
  );
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
