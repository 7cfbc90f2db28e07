import { describe, expect, it } from 'vitest';
import { cropQuad } from '../../../../main/imaging/geometry/crop.ts';
import { levelPage } from '../../../../main/imaging/geometry/tilt.ts';
import { mapQuad, quadOfBox, type Point } from '../../../../shared/geometry.ts';
import { inkImage } from '../../../support/images.ts';

const size = { width: 900, height: 700 };
const middle: Point = [450, 350];
const radians = (degrees: number): number => (degrees / 180) * Math.PI;

/** A page of rules, turned about its middle by so many degrees clockwise. */
function ruledPage(degrees: number) {
  const rules = [200, 300, 400, 500].map((top) => ({ left: 200, top, width: 500, height: 4 }));
  const [cosine, sine] = [Math.cos(radians(degrees)), Math.sin(radians(degrees))];
  const from = ([x, y]: Point): Point => {
    const [dx, dy] = [x - middle[0], y - middle[1]];
    return [middle[0] + dx * cosine + dy * sine, middle[1] + dy * cosine - dx * sine];
  };
  const frame = mapQuad(quadOfBox([0, 0, size.width, size.height]), from);
  return cropQuad(inkImage(size, rules), frame, { margin: 0 });
}

describe('a levelled page', () => {
  it.each([-12, 9, 25])('has the lines level that ran down by %s degrees', (degrees) => {
    const { ink } = levelPage(ruledPage(degrees), radians(degrees));
    const inked = Array.from({ length: ink.height }, (_, row) =>
      ink.data.subarray(row * ink.width, (row + 1) * ink.width).some((value) => value > 100),
    );
    // Four rules of four pixels, a little blurred.
    expect(inked.filter(Boolean).length).toBeGreaterThanOrEqual(16);
    expect(inked.filter(Boolean).length).toBeLessThan(32);
  });

  it('says where its points lie on the page', () => {
    for (const degrees of [-12, 9]) {
      const level = levelPage(ruledPage(degrees), radians(degrees));
      for (const point of [
        [0, 0],
        [450, 350],
        [880, 10],
      ] as const) {
        const [x, y] = level.toPage(level.toLevel(point));
        expect(x).toBeCloseTo(point[0]);
        expect(y).toBeCloseTo(point[1]);
      }
      const [left, top] = level.toLevel(middle);
      const shift = [level.ink.width / 2 - left, level.ink.height / 2 - top];
      expect(Math.hypot(...shift)).toBeLessThan(2);
    }
  });
});
