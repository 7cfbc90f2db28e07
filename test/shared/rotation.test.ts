import { describe, expect, it } from 'vitest';
import { boxOfQuad, quadOfBox } from '../../shared/geometry.ts';
import {
  addRotations,
  inverseRotation,
  rotateBox,
  rotatePoint,
  rotateQuad,
  rotations,
  rotatedSize,
} from '../../shared/rotation.ts';

const size = { width: 30, height: 20 };

describe('a turn', () => {
  it('takes the upper left corner of a picture to the corner that it stands in then', () => {
    expect(rotations.map((turn) => rotatePoint([0, 0], size, turn))).toEqual([
      [0, 0],
      [20, 0],
      [30, 20],
      [0, 30],
    ]);
  });

  it('keeps a quad where it was on the picture, and which of its corners the writing begins at', () => {
    const quad = quadOfBox([4, 2, 10, 5]);
    expect(rotateQuad(quad, size, 90)).toEqual([
      [18, 4],
      [18, 14],
      [13, 14],
      [13, 4],
    ]);
    expect(rotateBox([4, 2, 10, 5], size, 90)).toEqual(boxOfQuad(rotateQuad(quad, size, 90)));
  });

  it('is taken back by the turn that completes the circle', () => {
    for (const turn of rotations) {
      const there = rotatePoint([7, 3], size, turn);
      expect(rotatePoint(there, rotatedSize(size, turn), inverseRotation(turn))).toEqual([7, 3]);
      expect(addRotations(turn, inverseRotation(turn))).toBe(0);
    }
  });

  it('after another one is their sum', () => {
    for (const first of rotations) {
      for (const second of rotations) {
        const twice = rotatePoint(rotatePoint([7, 3], size, first), rotatedSize(size, first), second);
        expect(twice).toEqual(rotatePoint([7, 3], size, addRotations(first, second)));
      }
    }
  });
});
