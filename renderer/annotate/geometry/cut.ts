import type { Point, Quad } from '../../../shared/geometry.ts';
import { quadSize } from '../../../shared/geometry.ts';
import { angleOf, between, centreOf, rectangleAround, rotation, type Shape } from './shape.ts';

/** A cut closer to an end leaves a piece that is too small to grab. */
const leastShare = 0.02;

/** How far along the text a point lies: 0 at the start, 1 at the end, kept `leastShare` away from both. */
export function shareAlong(quad: Quad, point: Point): number {
  const { width } = quadSize(quad);
  const upright = rotation(-angleOf(quad), centreOf(quad));
  const along = upright(point)[0] - centreOf(quad)[0];
  const share = width === 0 ? 0.5 : 0.5 + along / width;
  return Math.min(Math.max(share, leastShare), 1 - leastShare);
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
