import { describe, expect, it } from 'vitest';
import { cutLetters, inkCrossed, letterInk } from '../../../../main/imaging/ink/cutLetters.ts';
import type { InkImage } from '../../../../main/imaging/pixels.ts';

/** Two letters of 10 columns each with a thin joining stroke along row 15, leaning by `slope`. */
function twoLetters(slope: number): InkImage {
  const [width, height] = [50, 20];
  const data = new Uint8Array(width * height);
  const fill = (row: number, from: number, to: number) => {
    const shift = Math.round(slope * row);
    data.fill(255, row * width + from + shift, row * width + to + shift);
  };
  for (let row = 2; row < 18; row += 1) {
    fill(row, 8, 18);
    fill(row, 24, 34);
  }
  fill(15, 18, 24);
  return { width, height, data };
}

function ownInk(image: InkImage, left: Int16Array | undefined, right: Int16Array | undefined): number {
  let sum = 0;
  for (let row = 0; row < image.height; row += 1) {
    const start = row * image.width;
    sum += image.data
      .subarray(start + (left?.[row] ?? 0), start + (right?.[row] ?? 0))
      .reduce((total, value) => total + value / 255, 0);
  }
  return sum;
}

describe.each([0, 0.3, -0.3])('a word leaning by %d columns a row', (slope) => {
  it('is cut where there is least ink though the line lies within a letter', () => {
    const ink = twoLetters(slope);
    const { seams } = cutLetters(ink, ['a', 'b'], [{ x: 16, slope }]);
    expect(seams).toHaveLength(3);
    const [first, second] = [ownInk(ink, seams[0], seams[1]), ownInk(ink, seams[1], seams[2])];
    // 160 pixels a letter, 6 for the stroke between them: nothing is lost, and little is on the wrong side.
    expect(first + second).toBe(326);
    expect(Math.abs(first - second)).toBeLessThanOrEqual(8);
  });

  it('gives each letter its own ink and no other, and says what its seam goes through', () => {
    const ink = twoLetters(slope);
    const cut = cutLetters(ink, ['a', 'b'], [{ x: 21, slope }]);
    for (const index of [0, 1]) {
      const letter = letterInk(cut, index);
      expect(letter.height).toBe(ink.height);
      const sum = letter.data.reduce((total, value) => total + value / 255, 0);
      expect(sum).toBe(ownInk(ink, cut.seams[index], cut.seams[index + 1]));
      expect(sum).toBeGreaterThanOrEqual(160);
    }
    // The stroke that joins them is one row.
    expect(inkCrossed(cut, cut.seams[1] ?? new Int16Array())).toBe(1);
  });

  it('says in which rows each letter has its ink', () => {
    const { extents } = cutLetters(twoLetters(slope), ['a', 'b'], [{ x: 21, slope }]);
    expect(extents).toEqual([
      { top: 2, bottom: 17 },
      { top: 2, bottom: 17 },
    ]);
  });
});

it('gives a letter without ink no extent, and no letter begins left of the one before', () => {
  const ink = twoLetters(0);
  const lines = [
    { x: 40, slope: 0 },
    { x: 30, slope: 0 },
  ];
  const { seams, extents } = cutLetters(ink, ['a', 'b', 'c'], lines);
  expect(extents.at(-1)).toBeNull();
  for (const [index, seam] of seams.entries()) {
    for (const [row, column] of seam.entries()) {
      expect(column).toBeGreaterThanOrEqual(seams[index - 1]?.[row] ?? 0);
    }
  }
});
