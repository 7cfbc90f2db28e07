import { z } from 'zod';
import { boxOfQuad, mapQuad, quadOfBox, type Box, type Point, type Quad, type Size } from './geometry.ts';

/** Clockwise rotation of a picture in degrees. */
export const turnSchema = z.literal([0, 90, 180, 270]);
export type Turn = z.infer<typeof turnSchema>;
export const turns = [0, 90, 180, 270] as const satisfies readonly Turn[];

/** Combines two rotations. */
export function addTurns(first: Turn, second: Turn): Turn {
  return turnSchema.parse((first + second) % 360);
}

/** The inverse rotation. */
export function turnBack(turn: Turn): Turn {
  return turnSchema.parse((360 - turn) % 360);
}

/** The size of a rotated picture. */
export function turnSize({ width, height }: Size, turn: Turn): Size {
  return turn % 180 === 0 ? { width, height } : { width: height, height: width };
}

/**
 * The point on the rotated picture.
 *
 * @param size size of the picture before the rotation
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

/** The quad on the rotated picture. Its corners keep their order, because the writing is rotated too. */
export function turnQuad(quad: Quad, size: Size, turn: Turn): Quad {
  return mapQuad(quad, (point) => turnPoint(point, size, turn));
}

/**
 * The quad on the picture before the rotation, of a quad on the rotated picture.
 *
 * @param size size of the picture before the rotation
 */
export function quadBeforeTurn(quad: Quad, size: Size, turn: Turn): Quad {
  return turnQuad(quad, turnSize(size, turn), turnBack(turn));
}

/** The upright box on the rotated picture. */
export function turnBox(box: Box, size: Size, turn: Turn): Box {
  return boxOfQuad(turnQuad(quadOfBox(box), size, turn));
}
