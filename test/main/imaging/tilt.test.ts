import { describe, expect, it } from 'vitest';
import { cropQuad } from '../../../main/imaging/crop.ts';
import { levelPage, tiltOf } from '../../../main/imaging/tilt.ts';
import type { InkImage } from '../../../main/imaging/pixels.ts';
import { mapQuad, quadOfBox, type Point } from '../../../shared/geometry.ts';
import { createRandom } from '../../../shared/random.ts';
import { inkImage, type Rectangle } from '../../support/images.ts';

const size = { width: 900, height: 700 };
const middle: Point = [450, 350];

/** Lines of words of three to nine letters, each a few strokes. */
function writing(): Rectangle[] {
  const random = createRandom(7);
  const strokes: Rectangle[] = [];
  for (let top = 120; top < 580; top += 50) {
    for (let left = 150; left < 700; left += 22) {
      const letters = random.integer(3, 9);
      for (let letter = 0; letter < letters && left < 740; letter += 1, left += 12) {
        strokes.push({ left, top: top + random.integer(0, 4), width: 3, height: random.integer(12, 18) });
        strokes.push({ left, top: top + 8, width: 9, height: 3 });
      }
    }
  }
  return strokes;
}

/** An image turned about its middle, in an image of the same size. */
function tilted(image: InkImage, degrees: number): InkImage {
  const angle = (degrees / 180) * Math.PI;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const from = ([x, y]: Point): Point => {
    const [dx, dy] = [x - middle[0], y - middle[1]];
    return [middle[0] + dx * cosine + dy * sine, middle[1] + dy * cosine - dx * sine];
  };
  return cropQuad(image, mapQuad(quadOfBox([0, 0, size.width, size.height]), from), { margin: 0 });
}

const page = inkImage(size, writing());

describe('the tilt of a page', () => {
  it.each([-18, -7, 0, 5, 12])('of lines that run down by %s degrees is that', (degrees) => {
    expect((180 / Math.PI) * tiltOf(tilted(page, degrees))).toBeCloseTo(degrees, -0.3);
  });

  it('is that of its writing, not of a frame or an arrow', () => {
    const frame = { left: 60, top: 60, width: 780, height: 8 };
    const both = inkImage(size, writing());
    const slanting = tilted(inkImage(size, [frame, { ...frame, top: 640 }]), 11);
    const data = both.data.map((ink, at) => Math.max(ink, slanting.data[at] ?? 0));
    expect(tiltOf({ ...both, data })).toBe(0);
  });

  it('is none where there is nothing, or nothing that has a direction', () => {
    expect(tiltOf(inkImage(size, []))).toBe(0);
    const random = createRandom(3);
    const specks = Array.from({ length: 400 }, () => {
      return { left: random.integer(0, 890), top: random.integer(0, 690), width: 6, height: 6 };
    });
    expect(tiltOf(inkImage(size, specks))).toBe(0);
  });
});

describe('a levelled page', () => {
  it('is none where the lines are all but level', () => {
    expect(levelPage(tilted(page, 2))).toBeNull();
  });

  it('has its lines level, and says where its points lie on the page', () => {
    for (const degrees of [-12, 9]) {
      const level = levelPage(tilted(page, degrees));
      if (level === null) throw new Error('The page was taken for level.');
      expect(tiltOf(level.ink)).toBeCloseTo(0, 1);
      for (const point of [
        [0, 0],
        [450, 350],
        [880, 10],
      ] as const) {
        // prettier-ignore
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
