import { facedAs, mapQuad, quadSize, type Point, type Quad } from './geometry.ts';

/** Places of words: directions, cuts and what is around several. Photo pixels. */

/** Maps a point of the photo to its new place. */
export type PointMap = (point: Point) => Point;

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

export function between([ax, ay]: Point, [bx, by]: Point, share: number): Point {
  return [ax + (bx - ax) * share, ay + (by - ay) * share];
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

/** The cut across the text at this share of its length: from the top edge to the bottom edge. */
export function cutLine([topLeft, topRight, bottomRight, bottomLeft]: Quad, share: number): [Point, Point] {
  return [between(topLeft, topRight, share), between(bottomLeft, bottomRight, share)];
}

/** The part of a quad between two shares of the length of its text. */
export function partOfQuad(quad: Quad, from: number, to: number): Quad {
  const [[topLeft, bottomLeft], [topRight, bottomRight]] = [cutLine(quad, from), cutLine(quad, to)];
  return [topLeft, topRight, bottomRight, bottomLeft];
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

/** One rectangle around several words, rotated like the widest of them; null for none. */
export function joinQuads(quads: readonly Quad[]): Quad | null {
  const widest = quads.reduce<Quad | null>(
    (best, quad) => (best !== null && quadSize(best).width >= quadSize(quad).width ? best : quad),
    null,
  );
  return widest === null ? null : facedAs(widest, rectangleAround(quads.flat(), angleOf(widest)));
}
