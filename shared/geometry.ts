import { z } from 'zod';

/** x to the right, y down, in pixels of the upright photo unless a function says otherwise. */
export const pointSchema = z.tuple([z.number(), z.number()]).readonly();
export type Point = z.infer<typeof pointSchema>;

/** [x, y, width, height] of an upright rectangle. */
export const boxSchema = z
  .tuple([z.number(), z.number(), z.number().nonnegative(), z.number().nonnegative()])
  .readonly();
export type Box = z.infer<typeof boxSchema>;

/** The size of a picture in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Top left, top right, bottom right, bottom left, in the direction of the writing: clockwise, unless the photo is mirrored. */
export const quadSchema = z.tuple([pointSchema, pointSchema, pointSchema, pointSchema]).readonly();
export type Quad = z.infer<typeof quadSchema>;

export function quadOfBox([x, y, width, height]: Box): Quad {
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
}

/** Whether two quads or polygons have the same points, to the last digit; null is no outline. */
export function isSameOutline(one: readonly Point[] | null, other: readonly Point[] | null): boolean {
  if (one === null || other === null) return one === other;
  const isSame = ([x, y]: Point, at: number): boolean => other[at]?.[0] === x && other[at][1] === y;
  return one.length === other.length && one.every(isSame);
}

/** The smallest upright box around a quad. */
export function boxOfQuad(quad: Quad): Box {
  return boxOfPoints(quad);
}

/** The smallest upright box around at least one point. NaN if a coordinate is NaN. */
export function boxOfPoints(points: readonly Point[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return [left, top, right - left, bottom - top];
}

/** Width (along the writing) and height (across it) of a quad: means of its opposite sides. */
export function quadSize([topLeft, topRight, bottomRight, bottomLeft]: Quad): {
  width: number;
  height: number;
} {
  return {
    width: (distance(topLeft, topRight) + distance(bottomLeft, bottomRight)) / 2,
    height: (distance(topLeft, bottomLeft) + distance(topRight, bottomRight)) / 2,
  };
}

/** Whether the writing in a quad is seen as in a mirror: its corners run anticlockwise. */
export function isMirrored([topLeft, topRight, , bottomLeft]: Quad): boolean {
  const along = [topRight[0] - topLeft[0], topRight[1] - topLeft[1]] as const;
  const down = [bottomLeft[0] - topLeft[0], bottomLeft[1] - topLeft[1]] as const;
  return along[0] * down[1] - along[1] * down[0] < 0;
}

/** A rectangle with its corners in the order that its writing has on a photo with this word: on a mirrored photo anticlockwise. */
export function facedAs(word: Quad, rectangle: Quad): Quad {
  if (isMirrored(word) === isMirrored(rectangle)) return rectangle;
  const [a, b, c, d] = rectangle;
  const runsAlong = (b[0] - a[0]) * (word[1][0] - word[0][0]) + (b[1] - a[1]) * (word[1][1] - word[0][1]) > 0;
  return runsAlong ? [d, c, b, a] : [b, a, d, c];
}

/**
 * The smallest rectangle around words of one line, along their mean direction.
 *
 * @param quads at least one
 */
export function quadAround(quads: readonly Quad[]): Quad {
  const [only] = quads;
  if (only !== undefined && quads.length === 1) return only;
  let [along, down] = [0, 0];
  for (const [topLeft, topRight, bottomRight, bottomLeft] of quads) {
    along += topRight[0] - topLeft[0] + bottomRight[0] - bottomLeft[0];
    down += topRight[1] - topLeft[1] + bottomRight[1] - bottomLeft[1];
  }
  const length = Math.hypot(along, down);
  const [cos, sin] = length > 0 ? [along / length, down / length] : [1, 0];
  const levelled = quads.flatMap((quad) =>
    quad.map(([x, y]): Point => [x * cos + y * sin, y * cos - x * sin]),
  );
  const frame = quadOfBox(boxOfPoints(levelled));
  const around = mapQuad(frame, ([x, y]) => [x * cos - y * sin, x * sin + y * cos]);
  return only === undefined ? around : facedAs(only, around);
}

/** A box of a picture where it is on the picture in a mirror. */
export function mirrorBox([x, y, width, height]: Box, page: Pick<Size, 'width'>): Box {
  return [page.width - x - width, y, width, height];
}

/** A quad of a picture in a mirror. Its corners keep their order, because the writing is mirrored, too. */
export function mirrorQuad(quad: Quad, page: Pick<Size, 'width'>): Quad {
  return mapQuad(quad, ([x, y]) => [page.width - x, y]);
}

/** A quad with each corner mapped. */
export function mapQuad(
  [topLeft, topRight, bottomRight, bottomLeft]: Quad,
  map: (point: Point) => Point,
): Quad {
  return [map(topLeft), map(topRight), map(bottomRight), map(bottomLeft)];
}

/** Every coordinate multiplied by `factor`, such as from detector pixels to photo pixels. */
export function scaleQuad(quad: Quad, factor: number): Quad {
  return mapQuad(quad, ([x, y]) => [x * factor, y * factor]);
}

/** A hundredth of a pixel is precise enough for the places of words. */
export const hundredth = (value: number): number => Math.round(value * 100) / 100;

export function pointOnHundredth([x, y]: Point): Point {
  return [hundredth(x), hundredth(y)];
}

/**
 * Rounds a point to thousandths of a pixel, so that rotating a place there and back gives exactly the same place.
 */
export function pointOnGrid([x, y]: Point): Point {
  return [thousandths(x), thousandths(y)];
}

/** `pointOnGrid` for a box. */
export function boxOnGrid([x, y, width, height]: Box): Box {
  return [thousandths(x), thousandths(y), thousandths(width), thousandths(height)];
}

function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}

export function boxArea([, , width, height]: Box): number {
  return width * height;
}

export function middleOfBox([x, y, width, height]: Box): Point {
  return [x + width / 2, y + height / 2];
}

/** Whether a point is in a box; the right and lower sides are outside. */
export function boxContains([left, top, width, height]: Box, [x, y]: Point): boolean {
  return x >= left && x < left + width && y >= top && y < top + height;
}

/** The part of a box that is on a page. */
export function boxWithin([left, top, width, height]: Box, page: Size): Box {
  const within = (at: number, side: number): number => Math.min(side, Math.max(0, at));
  const [x, y] = [within(left, page.width), within(top, page.height)];
  return [x, y, within(left + width, page.width) - x, within(top + height, page.height) - y];
}

export function intersectionArea(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Intersection over union, 0 to 1; 0 for two empty boxes. */
export function intersectionOverUnion(a: Box, b: Box): number {
  const intersection = intersectionArea(a, b);
  const union = boxArea(a) + boxArea(b) - intersection;
  return union > 0 ? intersection / union : 0;
}

/** Two boxes are the same word if they share at least this fraction of the smaller one. */
const sameWordOverlap = 0.5;

/** Whether two boxes of one photo are the same word. */
export function isSameWord(a: Box, b: Box): boolean {
  return intersectionArea(a, b) >= sameWordOverlap * Math.min(boxArea(a), boxArea(b));
}

export function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(bx - ax, by - ay);
}

/** Whether a point is inside a convex quad or on its edge; the corners may be in either orientation. */
export function quadContains(quad: Quad, [x, y]: Point): boolean {
  let side = 0;
  let corner = quad[3];
  for (const next of quad) {
    const cross = (next[0] - corner[0]) * (y - corner[1]) - (next[1] - corner[1]) * (x - corner[0]);
    corner = next;
    if (cross === 0) continue;
    if (side !== 0 && Math.sign(cross) !== side) return false;
    side = Math.sign(cross);
  }
  return true;
}
