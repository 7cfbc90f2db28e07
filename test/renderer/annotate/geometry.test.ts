import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxOfQuad, mapQuad, quadOfBox, quadSize, type Point, type Quad } from '../../../shared/geometry.ts';
import {
  handleAt,
  handlesOf,
  pullCorner,
  stretch,
  type Handle,
} from '../../../renderer/annotate/geometry/handles.ts';
import { findInk, snapToInk } from '../../../renderer/annotate/geometry/ink.ts';
import { shareAlong, translationWithin } from '../../../renderer/annotate/geometry/shape.ts';
import {
  angleOf,
  centreOf,
  cutQuad,
  joinQuads,
  rectangleAround,
  rotation,
} from '../../../shared/wordShapes.ts';
import { gridOf } from '../../../renderer/annotate/geometry/wordGrid.ts';
import { wordAt } from '../../../renderer/state/photo.ts';
import { id, word } from './words.ts';

const upright = quadOfBox([100, 50, 200, 40]);
const slanted = mapQuad(upright, rotation(Math.PI / 6, [200, 70]));

describe('shapes', () => {
  it('rotate around their centre and back', () => {
    expect(angleOf(slanted)).toBeCloseTo(Math.PI / 6);
    expectQuad(mapQuad(slanted, rotation(-Math.PI / 6, centreOf(slanted))), upright);
  });

  it('have a bounding rectangle with their own direction', () => {
    expectQuad(rectangleAround(slanted, Math.PI / 6), slanted);
  });

  it('keep their centre on the photo however far they are dragged', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (dx, dy) => {
        const photo = { width: 400, height: 300 };
        const [x, y] = centreOf(mapQuad(slanted, translationWithin(slanted, dx, dy, photo)));
        expect(x).toBeGreaterThanOrEqual(-1e-6);
        expect(x).toBeLessThanOrEqual(photo.width + 1e-6);
        expect(y).toBeGreaterThanOrEqual(-1e-6);
        expect(y).toBeLessThanOrEqual(photo.height + 1e-6);
      }),
    );
  });
});

describe('handles', () => {
  const right = { kind: 'side', along: 1, across: 0 } as const;

  it('are found where they are drawn', () => {
    for (const { handle, at } of handlesOf(slanted, 1)) expect(handleAt(slanted, at, 1)).toEqual(handle);
    expect(handleAt(slanted, centreOf(slanted), 1)).toBeNull();
  });

  it('leave room to grab a word that is small on the screen', () => {
    expect(handlesOf(upright, 0.2).filter(({ handle }) => handle.kind === 'side')).toHaveLength(6);
    expect(handleAt(upright, centreOf(upright), 0.2)).toBeNull();
  });

  it('stretch along the text while the opposite side stays', () => {
    const [, topRight] = slanted;
    const along: Point = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
    const to: Point = [topRight[0] + 50 * along[0], topRight[1] + 50 * along[1]];
    const wider = mapQuad(slanted, stretch(slanted, right, to));
    expect(quadSize(wider).width).toBeCloseTo(250);
    expect(quadSize(wider).height).toBeCloseTo(40);
    expect(wider[0][0]).toBeCloseTo(slanted[0][0]);
    expect(wider[3][1]).toBeCloseTo(slanted[3][1]);
  });

  it('never turn a word inside out', () => {
    const squeezed = mapQuad(upright, stretch(upright, right, [-500, 70]));
    expect(quadSize(squeezed).width).toBeCloseTo(4);
    expect(squeezed[1][0]).toBeGreaterThan(squeezed[0][0]);
  });

  it('move a single corner for text in perspective', () => {
    const corner: Handle & { kind: 'side' } = { kind: 'side', along: 1, across: 1 };
    expect(pullCorner(upright, corner, [320, 100])).toEqual([upright[0], upright[1], [320, 100], upright[3]]);
  });
});

describe('cutting and joining', () => {
  it('gives pieces that join to the original', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 0.95, noNaN: true }), (share) => {
        const [left, right] = cutQuad(slanted, share);
        const joined = joinQuads([left, right]);
        if (joined === null) throw new Error('Two pieces join.');
        expectQuad(joined, slanted);
      }),
    );
  });

  it('finds how far along the text the pointer is', () => {
    expect(shareAlong(upright, [150, 60])).toBeCloseTo(0.25);
    expect(shareAlong(slanted, centreOf(slanted))).toBeCloseTo(0.5);
    expect(shareAlong(upright, [-900, 60])).toBeGreaterThan(0);
  });

  it('joins nothing to nothing', () => {
    expect(joinQuads([])).toBeNull();
  });
});

describe('the grid', () => {
  const place = fc.integer({ min: 0, max: 900 });
  const side = fc.integer({ min: 1, max: 300 });

  it('finds the same word under a point as a search through all words', () => {
    const boxes = fc.array(fc.tuple(place, place, side, side), { maxLength: 40 });
    fc.assert(
      fc.property(boxes, place, place, (all, x, y) => {
        const words = all.map((box, index) => word(index + 1, '', box));
        const slow = wordAt(words, [x, y]);
        const fast = gridOf(words).at([x, y]);
        const areaOf = (found: number | undefined | null) => {
          const box = words.find((one) => one.id === found)?.box;
          return box === undefined ? null : box[2] * box[3];
        };
        expect(areaOf(fast)).toBe(areaOf(slow?.id));
      }),
    );
  });

  it('finds every word that a rectangle touches', () => {
    const grid = gridOf([word(1, '', [0, 0, 50, 20]), word(2, '', [500, 500, 50, 20])]);
    expect(grid.within([40, 10, 300, 300])).toEqual([id(1)]);
    expect(new Set(grid.within([-10, -10, 2000, 2000]))).toEqual(new Set([id(1), id(2)]));
    expect(grid.within([200, 200, 10, 10])).toEqual([]);
  });
});

describe('snapping to ink', () => {
  it.each([
    ['dark ink on paper', 240, 30],
    ['chalk on slate', 40, 220],
  ])('fits around %s', (_, paper, ink) => {
    const map = findInk(picture(paper, ink), { width: 400, height: 200 }, 0.5);
    const snapped = boxOfQuad(snapToInk(quadOfBox([160, 80, 400, 160]), map));
    // The stroke lies at 100..199 x 60..79 of the half-sized copy.
    expect(snapped[0]).toBeGreaterThan(180);
    expect(snapped[0]).toBeLessThanOrEqual(200);
    expect(snapped[0] + snapped[2]).toBeGreaterThanOrEqual(400);
    expect(snapped[0] + snapped[2]).toBeLessThan(425);
    expect(snapped[1]).toBeLessThanOrEqual(120);
    expect(snapped[1] + snapped[3]).toBeGreaterThanOrEqual(160);
  });

  it('leaves a box without ink as it was drawn', () => {
    const map = findInk(picture(240, 30), { width: 400, height: 200 }, 0.5);
    const empty = quadOfBox([600, 300, 100, 60]);
    expect(snapToInk(empty, map)).toBe(empty);
  });
});

/** 400 x 200 pixels with one stroke, as RGBA. */
function picture(paper: number, ink: number): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(400 * 200 * 4);
  for (let y = 0; y < 200; y += 1) {
    for (let x = 0; x < 400; x += 1) {
      const isInk = x >= 100 && x < 200 && y >= 60 && y < 80 && (y < 66 || y >= 74 || x % 10 < 5);
      rgba.fill(isInk ? ink : paper, (y * 400 + x) * 4, (y * 400 + x) * 4 + 4);
    }
  }
  return rgba;
}

function expectQuad(actual: Quad, expected: Quad): void {
  for (const [corner, [x, y]] of expected.entries()) {
    expect(actual[corner]?.[0]).toBeCloseTo(x, 4);
    expect(actual[corner]?.[1]).toBeCloseTo(y, 4);
  }
}
