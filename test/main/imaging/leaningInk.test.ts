import { describe, expect, it } from 'vitest';
import { cropQuad } from '../../../main/imaging/crop.ts';
import { leaningInk, sidewaysInk, type LevelledInk } from '../../../main/imaging/leaningInk.ts';
import type { InkImage } from '../../../main/imaging/pixels.ts';
import { mapQuad, quadOfBox, type Point, type Quad } from '../../../shared/geometry.ts';
import { inkImage, type Rectangle } from '../../support/images.ts';

const size = { width: 800, height: 800 };
const middle: Point = [400, 400];
const wordHeight = 30;

/** A line of eight letters, each a stem and a bar, in the middle of the page. */
const line: Rectangle[] = Array.from({ length: 8 }, (_, letter): Rectangle[] => {
  const left = 300 + 25 * letter;
  return [
    { left, top: 385, width: 4, height: 26 },
    { left, top: 400, width: 18, height: 4 },
  ];
}).flat();

/** Another, at the top, level. */
const levelLine = line.map((stroke) => ({ ...stroke, top: stroke.top - 300 }));

/** The line turned about the middle of the page by so many degrees clockwise, and the other as it is. */
function pageWith(degrees: number, others: readonly Rectangle[] = [], letters = 8): InkImage {
  const angle = (degrees / 180) * Math.PI;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const from = ([x, y]: Point): Point => {
    const [dx, dy] = [x - middle[0], y - middle[1]];
    return [middle[0] + dx * cosine + dy * sine, middle[1] + dy * cosine - dx * sine];
  };
  const leaning = cropQuad(
    inkImage(size, line.slice(0, 2 * letters)),
    mapQuad(quadOfBox([0, 0, 800, 800]), from),
    { margin: 0 },
  );
  const level = inkImage(size, others);
  return { ...size, data: leaning.data.map((ink, at) => Math.max(ink, level.data[at] ?? 0)) };
}

function anglesOf(page: InkImage, known: readonly Quad[] = []): number[] {
  return leaningInk(page, known, wordHeight).map(angleOf);
}

function angleOf({ quad: [[x, y], [right, up]] }: LevelledInk): number {
  return (Math.atan2(up - y, right - x) / Math.PI) * 180;
}

describe('writing that leans', () => {
  it.each([-50, -20, 25, 45])('by %s degrees is one group at that angle', (degrees) => {
    const [angle, ...others] = anglesOf(pageWith(degrees, levelLine));
    expect(others).toEqual([]);
    expect(angle).toBeCloseTo(degrees, -0.6);
  });

  it('along the page is given both ways up', () => {
    const [up, down, ...others] = anglesOf(pageWith(-90)).sort((a, b) => a - b);
    expect(others).toEqual([]);
    expect(Math.abs((up ?? 0) + 90)).toBeLessThan(4);
    expect(Math.abs((down ?? 0) - 90)).toBeLessThan(4);
  });

  it('is cut out level', () => {
    const ink = leaningInk(pageWith(40), [], wordHeight)[0]?.ink;
    expect(ink?.width).toBeGreaterThan(3 * (ink?.height ?? 0));
    const rows = Array.from({ length: ink?.height ?? 0 }, (_, row) =>
      ink?.data.subarray(row * ink.width, (row + 1) * ink.width).some((value) => value > 120),
    );
    // The letters are 26 pixels high, and the page adds half a word's height on each side.
    expect(rows.filter(Boolean).length).toBeLessThan(36);
  });

  it('is not looked for where no group is long enough to be evident', () => {
    expect(anglesOf(pageWith(30, [], 3))).toEqual([]);
    expect(anglesOf(pageWith(30))).toHaveLength(1);
  });

  it('is left alone where its words are read for sure', () => {
    const angle = (30 / 180) * Math.PI;
    const around = mapQuad(quadOfBox([280, 375, 240, 50]), ([x, y]): Point => {
      const [dx, dy] = [x - middle[0], y - middle[1]];
      return [
        middle[0] + dx * Math.cos(angle) - dy * Math.sin(angle),
        middle[1] + dx * Math.sin(angle) + dy * Math.cos(angle),
      ];
    });
    expect(anglesOf(pageWith(30), [around])).toEqual([]);
  });
});

it('the rest of a page is turned to either side, without the words that are known', () => {
  const page = inkImage({ width: 800, height: 600 }, [
    { left: 100, top: 50, width: 6, height: 30 },
    { left: 500, top: 400, width: 40, height: 8 },
  ]);
  const known = [quadOfBox([90, 40, 30, 50])];
  const [up, down] = [sidewaysInk(page, known, 90), sidewaysInk(page, known, 270)];
  const sides = [up, down];
  expect(sides.map(angleOf)).toEqual([-90, 90]);
  for (const { ink, quad } of sides) {
    expect([ink.width, ink.height]).toEqual([600, 800]);
    expect(cropQuad(page, quad, { margin: 0 }).data.filter((value) => value > 120)).toHaveLength(
      6 * 30 + 40 * 8,
    );
    expect(ink.data.filter((value) => value > 120)).toHaveLength(40 * 8);
  }
  // The bar's corner at (500, 400) is 199 pixels from the bottom and 500 from the left.
  expect(up.ink.data[500 * 600 + 199]).toBeGreaterThan(120);
  expect(down.ink.data[(800 - 501) * 600 + 400]).toBeGreaterThan(120);
});

it('a page of level lines has no leaning groups, and neither has an empty one', () => {
  expect(anglesOf(pageWith(0, levelLine))).toEqual([]);
  expect(anglesOf(inkImage(size, []))).toEqual([]);
});
