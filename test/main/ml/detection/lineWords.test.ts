import { describe, expect, it } from 'vitest';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import { curvesOfMask, drawLineMask, type LineCurve } from '../../../../main/ml/detection/lineMasks.ts';
import { wordsOfLines } from '../../../../main/ml/detection/lineWords.ts';
import { middleOfBox, type Point, type Quad } from '../../../../shared/geometry.ts';
import { inkImage, type Rectangle } from '../../../support/images.ts';

const size = { width: 600, height: 300 };

/** A line of words: strokes 6 apart, words 30 apart; the line's middle is at `middle(x)`. */
function lineOfWords(from: number, words: number, middle: (x: number) => number): Rectangle[] {
  return Array.from({ length: words }, (_, word) =>
    [0, 10, 20, 30].map((stroke) => {
      const left = from + word * 64 + stroke;
      return { left, top: Math.round(middle(left)) - 10, width: 4, height: 20 };
    }),
  ).flat();
}

function curve(left: number, columns: number, middle: (x: number) => number, height = 30): LineCurve {
  return { left, height, middles: Array.from({ length: columns }, (_, column) => middle(left + column)) };
}

function starts(page: InkImage, curves: readonly LineCurve[]) {
  return wordsOfLines(page, curves).map(({ box: [x, y], line }) => [line, x, y]);
}

describe('the words of lines', () => {
  it('are cut at the wide gaps of the page, and stand where their ink is', () => {
    const page = inkImage(
      size,
      lineOfWords(40, 3, () => 100),
    );
    expect(wordsOfLines(page, [curve(20, 300, () => 100)]).map(({ box }) => box)).toEqual([
      [40, 90, 34, 20],
      [104, 90, 34, 20],
      [168, 90, 34, 20],
    ]);
  });

  it('follow a line that is curved', () => {
    const arch = (x: number): number => 150 - 60 * Math.sin((x / size.width) * Math.PI);
    const words = wordsOfLines(inkImage(size, lineOfWords(30, 8, arch)), [curve(20, 560, arch)]);
    expect(words).toHaveLength(8);
    for (const { box, quad } of words) {
      const [x, y] = middleOfBox(box);
      expect(Math.abs(y - arch(x))).toBeLessThan(4);
      expect(slopeOf(quad) < 0).toBe(x < size.width / 2);
    }
  });

  it('are read column by column, also where the lines of the columns do not meet', () => {
    const [left, right] = [
      [40, 100, 160],
      [60, 120, 180],
    ] as const;
    const marks = [
      ...left.flatMap((y) => lineOfWords(20, 3, () => y)),
      ...right.flatMap((y) => lineOfWords(320, 3, () => y)),
    ];
    const curves = [
      ...right.map((y) => curve(315, 180, () => y)),
      ...left.map((y) => curve(15, 180, () => y)),
    ];
    const lines = Map.groupBy(starts(inkImage(size, marks), curves), ([line]) => line);
    expect([...lines.values()].map((words) => words.map(([, x]) => x))).toEqual([
      ...left.map(() => [20, 84, 148]),
      ...right.map(() => [320, 384, 448]),
    ]);
  });

  it('of a page that leans are in the lines in which they were written', () => {
    const leaning = (top: number) => (x: number) => top + 0.15 * x;
    const tops = [40, 80, 120];
    const page = inkImage(
      size,
      tops.flatMap((top) => lineOfWords(30, 8, leaning(top))),
    );
    const found = starts(
      page,
      tops.map((top) => curve(20, 560, leaning(top))),
    );
    expect(found.map(([line]) => line)).toEqual([0, 1, 2].flatMap((line) => Array<number>(8).fill(line)));
  });

  it('are not joined by a ruled line, and a ruled line is none', () => {
    const rule = (y: number): Rectangle => ({ left: 0, top: y, width: size.width, height: 2 });
    const page = inkImage(size, [...lineOfWords(40, 3, () => 100), rule(103), rule(200)]);
    const words = wordsOfLines(page, [curve(20, 300, () => 100), curve(0, 600, () => 201, 6)]);
    expect(words.map(({ box: [x] }) => x)).toEqual([40, 104, 168]);
  });

  it('are none where there is no ink', () => {
    expect(wordsOfLines(inkImage(size, []), [curve(20, 300, () => 100)])).toEqual([]);
    expect(wordsOfLines(inkImage(size, []), [])).toEqual([]);
  });
});

it('a mask says how its lines run', () => {
  const leaning: Quad = [
    [20, 40],
    [260, 70],
    [260, 100],
    [20, 70],
  ];
  const [found, ...others] = curvesOfMask(drawLineMask([leaning], size), size);
  expect(others).toEqual([]);
  expect(found?.height).toBeGreaterThan(26);
  expect(found?.height).toBeLessThan(34);
  for (const [column, middle] of found?.middles.entries() ?? []) {
    const x = (found?.left ?? 0) + column + 0.5;
    expect(Math.abs(middle - (55 + (x - 20) / 8))).toBeLessThan(2);
  }
});

function slopeOf([[left, top], [right, other]]: Quad): number {
  const [along, down]: Point = [right - left, other - top];
  return down / along;
}
