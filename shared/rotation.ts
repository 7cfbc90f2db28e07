import { z } from 'zod';
import { boxOfQuad, mapQuad, quadOfBox, type Box, type Point, type Quad, type Size } from './geometry.ts';

/** Clockwise rotation of a picture in degrees. */
export const rotationSchema = z.literal([0, 90, 180, 270]);
export type Rotation = z.infer<typeof rotationSchema>;
export const rotations = [0, 90, 180, 270] as const satisfies readonly Rotation[];

/** Combines two rotations. */
export function addRotations(first: Rotation, second: Rotation): Rotation {
  return rotationSchema.parse((first + second) % 360);
}

export function inverseRotation(turn: Rotation): Rotation {
  return rotationSchema.parse((360 - turn) % 360);
}

export function rotatedSize({ width, height }: Size, turn: Rotation): Size {
  return turn % 180 === 0 ? { width, height } : { width: height, height: width };
}

/**
 * The point on the rotated picture.
 *
 * @param size size of the picture before the rotation
 */
export function rotatePoint([x, y]: Point, { width, height }: Size, turn: Rotation): Point {
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
export function rotateQuad(quad: Quad, size: Size, turn: Rotation): Quad {
  return mapQuad(quad, (point) => rotatePoint(point, size, turn));
}

/**
 * The quad on the picture before the rotation, of a quad on the rotated picture.
 *
 * @param size size of the picture before the rotation
 */
export function quadBeforeRotation(quad: Quad, size: Size, turn: Rotation): Quad {
  return rotateQuad(quad, rotatedSize(size, turn), inverseRotation(turn));
}

/** The upright box on the rotated picture. */
export function rotateBox(box: Box, size: Size, turn: Rotation): Box {
  return boxOfQuad(rotateQuad(quadOfBox(box), size, turn));
}
