import { describe, expect, it } from 'vitest';
import { boxOfQuad, quadOfBox } from '../../shared/geometry.ts';
import { addTurns, turnBack, turnBox, turnPoint, turnQuad, turns, turnSize } from '../../shared/turn.ts';

const size = { width: 30, height: 20 };

describe('a turn', () => {
  it('takes the upper left corner of a picture to the corner that it stands in then', () => {
    expect(turns.map((turn) => turnPoint([0, 0], size, turn))).toEqual([
      [0, 0],
      [20, 0],
      [30, 20],
      [0, 30],
    ]);
  });

  it('keeps a quad where it was on the picture, and which of its corners the writing begins at', () => {
    const quad = quadOfBox([4, 2, 10, 5]);
    expect(turnQuad(quad, size, 90)).toEqual([
      [18, 4],
      [18, 14],
      [13, 14],
      [13, 4],
    ]);
    expect(turnBox([4, 2, 10, 5], size, 90)).toEqual(boxOfQuad(turnQuad(quad, size, 90)));
  });

  it('is taken back by the turn that completes the circle', () => {
    for (const turn of turns) {
      const there = turnPoint([7, 3], size, turn);
      expect(turnPoint(there, turnSize(size, turn), turnBack(turn))).toEqual([7, 3]);
      expect(addTurns(turn, turnBack(turn))).toBe(0);
    }
  });

  it('after another one is their sum', () => {
    for (const first of turns) {
      for (const second of turns) {
        const twice = turnPoint(turnPoint([7, 3], size, first), turnSize(size, first), second);
        expect(twice).toEqual(turnPoint([7, 3], size, addTurns(first, second)));
      }
    }
  });
});
