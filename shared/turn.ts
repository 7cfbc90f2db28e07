import { z } from 'zod';
import { boxOfQuad, mapQuad, quadOfBox, type Box, type Point, type Quad, type Size } from './geometry.ts';

/** Degrees clockwise by which a picture is turned. */
export const turnSchema = z.literal([0, 90, 180, 270]);
export type Turn = z.infer<typeof turnSchema>;
export const turns = [0, 90, 180, 270] as const satisfies readonly Turn[];

/** One turn after another. */
export function addTurns(first: Turn, second: Turn): Turn {
  return turnSchema.parse((first + second) % 360);
}

/** The turn that takes a turn back. */
export function turnBack(turn: Turn): Turn {
  return turnSchema.parse((360 - turn) % 360);
}

/** What a picture's size is once it is turned. */
export function turnSize({ width, height }: Size, turn: Turn): Size {
  return turn % 180 === 0 ? { width, height } : { width: height, height: width };
}

/**
 * Where a point lies once its picture is turned.
 *
 * @param size of the picture before, in the point's pixels
 */
export function turnPoint([x, y]: Point, { width, height }: Size, turn: Turn): Point {
  switch (turn) {
    case 0:
      return [x, y];
    case 90:
      return [height - y, x];
    case 180:
      return [width - x, height - y];
    case 270:
      return [y, width - x];
  }
}

/** The same place on the turned picture; its corners keep their names, as the writing turns with it. */
export function turnQuad(quad: Quad, size: Size, turn: Turn): Quad {
  return mapQuad(quad, (point) => turnPoint(point, size, turn));
}

/**
 * The place on the picture as it was of a quad on the turned one, as the writing runs.
 *
 * @param size of the picture before, in the quad's pixels
 */
export function quadBeforeTurn(quad: Quad, size: Size, turn: Turn): Quad {
  return turnQuad(quad, turnSize(size, turn), turnBack(turn));
}

/** The same place on the turned picture, upright there. */
export function turnBox(box: Box, size: Size, turn: Turn): Box {
  return boxOfQuad(turnQuad(quadOfBox(box), size, turn));
}
