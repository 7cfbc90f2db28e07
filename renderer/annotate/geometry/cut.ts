import type { Point, Quad } from '../../../shared/geometry.ts';
import { quadSize } from '../../../shared/geometry.ts';
import { angleOf, between, centreOf, rectangleAround, rotation, type Shape } from './shape.ts';

/** A cut nearer to the end than this leaves a piece that nobody could take hold of. */
const leastShare = 0.02;

/** How far along the writing a point lies: 0 at the start, 1 at the end, clamped. */
export function shareAlong(quad: Quad, point: Point): number {
  const { width } = quadSize(quad);
  const upright = rotation(-angleOf(quad), centreOf(quad));
  const along = upright(point)[0] - centreOf(quad)[0];
  const share = width === 0 ? 0.5 : 0.5 + along / width;
  return Math.min(Math.max(share, leastShare), 1 - leastShare);
}

/** The line across the writing at a share along it: from the top edge to the bottom edge. */
export function cutLine([topLeft, topRight, bottomRight, bottomLeft]: Quad, share: number): [Point, Point] {
  return [between(topLeft, topRight, share), between(bottomLeft, bottomRight, share)];
}

/** Left and right piece, as the writing runs. */
export function cutQuad(quad: Quad, share: number): [Quad, Quad] {
  const [topLeft, topRight, bottomRight, bottomLeft] = quad;
  const [top, bottom] = cutLine(quad, share);
  return [
    [topLeft, top, bottom, bottomLeft],
    [top, topRight, bottomRight, bottom],
  ];
}

/** One rectangle around several words, slanted as the widest of them is. */
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
