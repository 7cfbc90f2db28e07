import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boxOfQuad,
  facedAs,
  intersectionOverUnion,
  isMirrored,
  isSameOutline,
  mirrorQuad,
  quadAround,
  quadOfBox,
  quadSchema,
  quadSize,
  scaleQuad,
  type Box,
} from '../../shared/geometry.ts';

const side = fc.integer({ min: 1, max: 1000 });
const box = fc.tuple(side, side, side, side) as fc.Arbitrary<Box>;

describe('Geometry', () => {
  it('takes a box to a quad and back', () => {
    fc.assert(
      fc.property(box, (value) => {
        expect(boxOfQuad(quadOfBox(value))).toEqual(value);
        expect(quadSize(quadOfBox(value))).toEqual({ width: value[2], height: value[3] });
      }),
    );
  });

  it('keeps the writing of a mirrored photo in a mirror: around words, and where a person draws a box', () => {
    const page = { width: 1000, height: 500 };
    const words = [quadOfBox([100, 50, 200, 40]), quadOfBox([320, 50, 80, 40])];
    const mirrored = words.map((quad) => mirrorQuad(quad, page));
    const [word = quadOfBox([0, 0, 1, 1])] = mirrored;
    expect(words.map(isMirrored)).toEqual([false, false]);
    expect(mirrored.map(isMirrored)).toEqual([true, true]);
    expect(quadAround(mirrored)).toEqual(mirrorQuad(quadAround(words), page));
    const drawn = quadOfBox([30, 90, 60, 20]);
    expect(facedAs(word, drawn)).toEqual(mirrorQuad(quadOfBox([910, 90, 60, 20]), page));
    expect(facedAs(word, facedAs(word, drawn))).toEqual(facedAs(word, drawn));
    expect(facedAs(quadOfBox([1, 1, 5, 5]), drawn)).toBe(drawn);
  });

  it('tells two quads apart by any coordinate', () => {
    fc.assert(
      fc.property(box, fc.nat(3), fc.nat(1), (value, corner, axis) => {
        const moved = quadOfBox(value).map((point, at) =>
          point.map((coordinate, on) => (at === corner && on === axis ? coordinate + 0.001 : coordinate)),
        );
        expect(isSameOutline(quadOfBox(value), quadOfBox(value))).toBe(true);
        expect(isSameOutline(quadOfBox(value), quadSchema.parse(moved))).toBe(false);
      }),
    );
  });

  it('tells outlines apart by their number of points, and from none', () => {
    const quad = quadOfBox([0, 0, 2, 1]);
    expect(isSameOutline(quad.slice(0, 3), quad)).toBe(false);
    expect(isSameOutline(quad, quad.slice(0, 3))).toBe(false);
    expect([isSameOutline(quad, null), isSameOutline(null, quad), isSameOutline(null, null)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('measures overlap from 0 for strangers to 1 for equals', () => {
    expect(intersectionOverUnion([0, 0, 10, 10], [10, 0, 10, 10])).toBe(0);
    expect(intersectionOverUnion([0, 0, 10, 10], [0, 0, 10, 10])).toBe(1);
    expect(intersectionOverUnion([0, 0, 10, 10], [5, 0, 10, 10])).toBeCloseTo(1 / 3);
    expect(intersectionOverUnion([3, 3, 0, 0], [3, 3, 0, 0])).toBe(0);
  });

  it('measures a turned quad along its writing', () => {
    const half = Math.SQRT1_2;
    const size = quadSize([
      [0, 0],
      [20 * half, 20 * half],
      [15 * half, 25 * half],
      [-5 * half, 5 * half],
    ]);
    expect(size.width).toBeCloseTo(20);
    expect(size.height).toBeCloseTo(Math.hypot(5 * half, 5 * half));
  });

  it('scales every corner', () => {
    expect(scaleQuad(quadOfBox([1, 2, 3, 4]), 2)).toEqual(quadOfBox([2, 4, 6, 8]));
  });
});
