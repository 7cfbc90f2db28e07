import { describe, expect, it } from 'vitest';
import { type LineWord, wordQuads } from '../../../../main/ml/detection/quads.ts';
import {
  type Box,
  boxOfQuad,
  intersectionOverUnion,
  quadOfBox,
  quadSize,
} from '../../../../shared/geometry.ts';

/** A bar of this size on a line through (0, 300), as a detector that finds it sees it. */
function barOnLine(slope: number, middle: number, width: number, height: number): LineWord {
  const [cosine, sine] = [Math.cos(Math.atan(slope)), Math.sin(Math.atan(slope))];
  const boxWidth = width * cosine + height * Math.abs(sine);
  const boxHeight = height * cosine + width * Math.abs(sine);
  const box: Box = [middle - boxWidth / 2, 300 + slope * middle - boxHeight / 2, boxWidth, boxHeight];
  const along = (width * cosine) ** 3 / 12;
  return { box, spread: { along, across: along * slope }, line: 0 };
}

describe('wordQuads', () => {
  it.each([0.12, -0.08, 0.03])('lays words along a line of slope %d', (slope) => {
    const words = [100, 300, 500, 740].map((middle) => barOnLine(slope, middle, 130, 30));
    for (const [index, quad] of wordQuads(words).entries()) {
      const [[left, top], [right, bottom]] = quad;
      expect((bottom - top) / (right - left)).toBeCloseTo(slope, 2);
      expect(quadSize(quad).height).toBeGreaterThan(27);
      expect(quadSize(quad).height).toBeLessThan(33);
      expect(intersectionOverUnion(boxOfQuad(quad), words[index]?.box ?? [0, 0, 0, 0])).toBeGreaterThan(0.97);
    }
  });

  it('leaves a level line, and a short word alone, upright', () => {
    const words = [100, 260, 420].map((middle) => barOnLine(0, middle, 130, 30));
    expect(wordQuads(words)).toEqual(words.map(({ box }) => quadOfBox(box)));
    const [short] = wordQuads([barOnLine(0.1, 100, 30, 30)]);
    expect(Math.abs((short?.[1][1] ?? 0) - (short?.[0][1] ?? 0))).toBeLessThan(1);
  });

  it('does not turn what stands one above the other', () => {
    const words = [0, 1, 2].map((row): LineWord => ({
      box: [100 + row, 100 * row, 60, 30],
      spread: { along: 1, across: 0 },
      line: 0,
    }));
    const boxes = wordQuads(words).map(boxOfQuad);
    for (const [index, box] of boxes.entries()) {
      expect(intersectionOverUnion(box, words[index]?.box ?? [0, 0, 0, 0])).toBeGreaterThan(0.9);
    }
  });
});
