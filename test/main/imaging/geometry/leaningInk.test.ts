import { describe, expect, it } from 'vitest';
import { leaningInk } from '../../../../main/imaging/geometry/leaningInk.ts';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import { mapQuad, quadOfBox, type Quad } from '../../../../shared/geometry.ts';
import { inkImage } from '../../../support/images.ts';

const size = { width: 800, height: 600 };

/** Two bars, one below the other. */
const page = inkImage(size, [
  { left: 300, top: 100, width: 12, height: 200 },
  { left: 100, top: 400, width: 80, height: 10 },
]);

/** Around the first bar, along writing that runs up the page, and down it. */
const up: Quad = [
  [280, 320],
  [280, 80],
  [330, 80],
  [330, 320],
];
const down: Quad = [up[2], up[3], up[0], up[1]];

function inkOf({ data }: InkImage): number {
  return data.filter((value) => value > 120).length;
}

describe('what leans', () => {
  it('is cut out level, as its direction says', () => {
    const [read, turned] = leaningInk(page, [up, down], []);
    for (const { ink, quad } of [read, turned].flatMap((each) => each ?? [])) {
      expect([ink.width, ink.height]).toEqual([240, 50]);
      expect([up, down]).toContainEqual(quad);
      expect(inkOf(ink)).toBe(12 * 200);
    }
    // The bar is 20 pixels from one end of the writing and 18 from its other side.
    expect(read?.ink.data[25 * 240 + 21]).toBeGreaterThan(120);
    expect(read?.ink.data[21 * 240 + 100]).toBeGreaterThan(120);
    expect(read?.ink.data[17 * 240 + 100]).toBe(0);
    expect(turned?.ink.data[33 * 240 + 100]).toBe(0);
  });

  it('has none of the words that are known, and leaves the page as it is', () => {
    const before = inkOf(page);
    const known = quadOfBox([290, 150, 40, 50]);
    const [group] = leaningInk(page, [up], [known]);
    expect(group && inkOf(group.ink)).toBe(12 * 150);
    expect(inkOf(page)).toBe(before);
  });

  it('may reach beyond the page', () => {
    const beyond = mapQuad(quadOfBox([-50, 390, 300, 500]), ([x, y]) => [x, y]);
    const [group] = leaningInk(page, [beyond], [quadOfBox([-100, -100, 50, 50])]);
    expect([group?.ink.width, group?.ink.height]).toEqual([300, 500]);
    expect(group && inkOf(group.ink)).toBe(80 * 10);
  });
});
