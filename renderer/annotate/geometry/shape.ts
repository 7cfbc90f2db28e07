import { mapQuad, quadSize, type Box, type Point, type Quad, type Size } from '../../../shared/geometry.ts';
import { angleOf, centreOf, rotation, type PointMap } from '../../../shared/wordShapes.ts';

/** The place of a word: its quad, and an outline if a quad does not fit. Photo pixels. */
export interface Shape {
  readonly quad: Quad;
  readonly polygon: readonly Point[] | null;
}

export function mapShape({ quad, polygon }: Shape, map: PointMap): Shape {
  return { quad: mapQuad(quad, map), polygon: polygon?.map(map) ?? null };
}

export function translation(dx: number, dy: number): PointMap {
  return ([x, y]) => [x + dx, y + dy];
}

/** The axis-aligned box with these two opposite corners, in any order. */
export function boxBetween([ax, ay]: Point, [bx, by]: Point): Box {
  return [Math.min(ax, bx), Math.min(ay, by), Math.abs(bx - ax), Math.abs(by - ay)];
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

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
