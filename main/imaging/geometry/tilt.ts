import type { Point, Quad } from '../../../shared/geometry.ts';
import { cropQuad } from './crop.ts';
import type { InkImage } from '../pixels.ts';

/** A page with its lines level. */
export interface LevelPage {
  readonly ink: InkImage;
  /** Where a point of it lies on the page, and the other way round. */
  readonly toPage: (point: Point) => Point;
  readonly toLevel: (point: Point) => Point;
}

/** @param tilt by which its lines run down to the right, in radians, at most a right angle either way */
export function levelPage(page: InkImage, tilt: number): LevelPage {
  const [cosine, sine] = [Math.cos(tilt), Math.sin(tilt)];
  const { width, height } = page;
  // The level rectangle around the turned page begins this far left of and above the page's first corner.
  const left = Math.min(0, height * sine);
  const top = Math.min(0, -width * sine);
  const across = width * cosine + height * Math.abs(sine);
  const down = height * cosine + width * Math.abs(sine);
  const toPage = ([x, y]: Point): Point => [
    (x + left) * cosine - (y + top) * sine,
    (x + left) * sine + (y + top) * cosine,
  ];
  const toLevel = ([x, y]: Point): Point => [x * cosine + y * sine - left, y * cosine - x * sine - top];
  const frame: Quad = [toPage([0, 0]), toPage([across, 0]), toPage([across, down]), toPage([0, down])];
  return { ink: cropQuad(page, frame, { margin: 0 }), toPage, toLevel };
}
