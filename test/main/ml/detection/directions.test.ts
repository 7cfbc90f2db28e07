import { describe, expect, it } from 'vitest';
import {
  type DirectionMap,
  leaningRegions,
  tiltOf,
  uprightTurns,
} from '../../../../main/ml/detection/directions.ts';
import { boxOfQuad, middleOfBox, quadOfBox, type Box, type Quad } from '../../../../shared/geometry.ts';

const [columns, rows, side] = [40, 30, 10];

/** Writing in a box of cells that runs so many degrees clockwise. */
interface Writing {
  readonly box: Box;
  readonly degrees: number;
  /** 1 by default. */
  readonly belief?: number;
  /** How much more probably it is the right way up than upside down; as much as there is writing by default. */
  readonly forward?: number;
}

function mapOf(writing: readonly Writing[], place = { left: 0, top: 0 }): DirectionMap {
  const plane = columns * rows;
  const vectors = new Float32Array(4 * plane);
  for (const { box, degrees, belief = 1, forward = belief } of writing) {
    const [left, top, width, height] = box;
    const angle = (degrees / 180) * Math.PI;
    for (let row = top; row < top + height; row += 1) {
      for (let column = left; column < left + width; column += 1) {
        const cell = row * columns + column;
        vectors[cell] = forward * Math.cos(angle);
        vectors[plane + cell] = forward * Math.sin(angle);
        vectors[2 * plane + cell] = belief * Math.cos(2 * angle);
        vectors[3 * plane + cell] = belief * Math.sin(2 * angle);
      }
    }
  }
  return { columns, rows, side, ...place, vectors };
}

function close(value: number): number {
  return expect.closeTo(value) as number;
}

function degreesOf(radians: number): number {
  return (radians / Math.PI) * 180;
}

function angleOf([[x, y], [right, down]]: Quad): number {
  return degreesOf(Math.atan2(down - y, right - x));
}

describe('the tilt of a page', () => {
  it.each([-18, -4, 0, 5, 25])('whose lines run down by %s degrees is that', (degrees) => {
    expect(degreesOf(tiltOf([mapOf([{ box: [2, 2, 30, 20], degrees }])]))).toBeCloseTo(degrees);
  });

  it('is that of its lines, not of what runs another way or is no writing', () => {
    const map = mapOf([
      { box: [2, 2, 20, 3], degrees: 8 },
      { box: [2, 6, 2, 20], degrees: 90 },
      { box: [20, 20, 15, 5], degrees: -20, belief: 0.3 },
    ]);
    expect(degreesOf(tiltOf([map]))).toBeCloseTo(8);
  });

  it('is none where there is no writing, and where most runs another way', () => {
    expect(tiltOf([])).toBe(0);
    const few: Writing = { box: [2, 4, 5, 3], degrees: 20 };
    expect(tiltOf([mapOf([few, { box: [2, 10, 10, 3], degrees: 50 }])])).toBe(0);
    expect(tiltOf([mapOf([])])).toBe(0);
  });
});

describe('a page stands upright', () => {
  it.each([
    [0, [180]],
    [20, [180]],
    [-175, [180]],
    [-90, [90, 270]],
    [-60, [90, 270]],
    [100, [270, 90]],
    [80, [270, 90]],
  ])('or whose writing runs by %s degrees once it is turned by one of %j', (degrees, turns) => {
    const beside = { box: [30, 20, 5, 2] as const, degrees: degrees + 90 };
    expect(uprightTurns([mapOf([{ box: [2, 2, 20, 3], degrees }, beside])])).toEqual(turns);
  });

  it('as it is where it has no writing', () => {
    expect(uprightTurns([])).toEqual([]);
    expect(uprightTurns([mapOf([])])).toEqual([]);
  });
});

describe('the writing that leans', () => {
  const level: Writing = { box: [2, 2, 30, 2], degrees: 0 };

  it.each([-130, -59, -40, 15, 55, 178])('by %s degrees is one region along it', (degrees) => {
    const map = mapOf([level, { box: [20, 14, 4, 4], degrees }]);
    const [region, ...others] = leaningRegions(map, 0, []);
    expect(others).toEqual([]);
    if (region === undefined) throw new Error('There is no region.');
    expect(angleOf(region)).toBeCloseTo(degrees);
    const [x, y] = middleOfBox(boxOfQuad(region));
    expect([x, y]).toEqual([expect.closeTo(220), expect.closeTo(160)]);
  });

  it('begins at 12 degrees beside the lines of its page, which may be tilted', () => {
    const leaning = (degrees: number): Writing => ({ box: [20, 14, 4, 4], degrees });
    expect(leaningRegions(mapOf([level, leaning(11)]), 0, [])).toEqual([]);
    expect(leaningRegions(mapOf([level, leaning(-13)]), 0, [])).toHaveLength(1);
    const tilt = (10 / 180) * Math.PI;
    expect(leaningRegions(mapOf([leaning(20)]), tilt, [])).toEqual([]);
    expect(leaningRegions(mapOf([leaning(-3)]), tilt, [])).toHaveLength(1);
  });

  it('is one region over the gaps between its words, and two where it runs two ways', () => {
    const words = [0, 6, 12].map((left): Writing => ({ box: [5 + left, 10, 4, 2], degrees: 30 }));
    expect(leaningRegions(mapOf(words), 0, [])).toHaveLength(1);
    const turned = words.map((word, index) => ({ ...word, degrees: index === 1 ? -30 : 30 }));
    const angles = leaningRegions(mapOf(turned), 0, []).map(angleOf);
    expect(angles.toSorted((a, b) => a - b)).toEqual([-30, 30, 30].map(close));
  });

  it.each([70, -110])(
    'is a region either way where it runs up or down the page: by %s degrees',
    (degrees) => {
      const [one, other, ...others] = leaningRegions(mapOf([{ box: [20, 14, 4, 4], degrees }]), 0, []);
      expect(others).toEqual([]);
      expect(one && angleOf(one)).toBeCloseTo(70);
      expect(other && angleOf(other)).toBeCloseTo(-110);
      expect(other && boxOfQuad(other)).toEqual(one && boxOfQuad(one));
    },
  );

  it('is taken for upside down only where that is clear, unless it runs up or down the page', () => {
    const writing = { box: [20, 14, 4, 4] as const, forward: 0.2 };
    expect(leaningRegions(mapOf([{ ...writing, degrees: 180 }]), 0, [])).toEqual([]);
    expect(leaningRegions(mapOf([{ ...writing, degrees: -150 }]), 0, []).map(angleOf)).toEqual([close(30)]);
    const clear = mapOf([{ ...writing, degrees: -150, forward: 0.5 }]);
    expect(leaningRegions(clear, 0, []).map(angleOf)).toEqual([close(-150)]);
  });

  it('holds its cells with paper around them, where its section of the page is', () => {
    const map = mapOf([{ box: [10, 10, 6, 2], degrees: 180 }], { left: 1000, top: 200 });
    const [region] = leaningRegions(map, 0, []);
    // From the middles of its cells one and a half cells outwards.
    expect(region && boxOfQuad(region)).toEqual([1090, 290, 80, 40].map(close));
  });

  it('is left out where it is known, and where it is too little to be a word', () => {
    const map = mapOf([{ box: [20, 14, 4, 2], degrees: 45 }]);
    expect(leaningRegions(map, 0, [quadOfBox([190, 130, 60, 40])])).toEqual([]);
    expect(leaningRegions(map, 0, [quadOfBox([0, 0, 60, 40])])).toHaveLength(1);
    expect(leaningRegions(mapOf([{ box: [20, 14, 1, 1], degrees: 45 }]), 0, [])).toEqual([]);
  });
});
