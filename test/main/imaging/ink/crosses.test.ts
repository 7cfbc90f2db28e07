import { expect, it } from 'vitest';
import { crossOf } from '../../../../main/imaging/ink/crosses.ts';
import { paintPenStroke } from '../../../../main/imaging/ink/strokes.ts';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import type { Point } from '../../../../shared/geometry.ts';

function drawn(strokes: readonly (readonly Point[])[], width = 4): InkImage {
  const ink = { width: 60, height: 60, data: new Uint8Array(3600) };
  for (const points of strokes) paintPenStroke(ink, points, width);
  return ink;
}

it.each([
  [
    'level',
    [
      [10, 30],
      [50, 30],
    ],
    [
      [30, 8],
      [30, 52],
    ],
  ],
  [
    'leaning',
    [
      [10, 35],
      [50, 24],
    ],
    [
      [27, 8],
      [34, 52],
    ],
  ],
  [
    'with bars of other lengths',
    [
      [20, 28],
      [42, 30],
    ],
    [
      [30, 8],
      [31, 52],
    ],
  ],
] as const)('two bars are a cross, %s', (_, level, upright) => {
  for (const width of [2, 4, 7]) {
    const cross = crossOf(drawn([level, upright], width));
    expect(cross?.covered).toBeGreaterThan(0.97);
    expect(cross?.drawn).toBeGreaterThan(0.9);
    expect(Math.abs((cross?.x ?? 0) - 0.5)).toBeLessThan(0.12);
    expect(Math.abs((cross?.y ?? 0) - 0.5)).toBeLessThan(0.12);
  }
});

it('a cross says where its bars meet and how wide it is', () => {
  const cross = crossOf(
    drawn([
      [
        [20, 15],
        [40, 15],
      ],
      [
        [30, 8],
        [30, 52],
      ],
    ]),
  );
  expect(cross?.y).toBeLessThan(0.22);
  expect(cross?.aspect).toBeCloseTo(24 / 48, 1);
});

const beside: Readonly<Record<string, readonly (readonly Point[])[]>> = {
  'a foot': [
    [
      [20, 22],
      [40, 22],
    ],
    [
      [30, 8],
      [30, 44],
      [34, 51],
      [42, 48],
    ],
  ],
  'a ring': [
    [
      [15, 30],
      [22, 16],
      [38, 16],
      [45, 30],
      [38, 45],
      [22, 45],
      [15, 30],
    ],
  ],
  'strokes from corner to corner': [
    [
      [10, 10],
      [50, 50],
    ],
    [
      [50, 10],
      [10, 50],
    ],
  ],
};

it.each(Object.entries(beside))('%s: ink lies beside the bars of a cross', (_, strokes) => {
  expect(crossOf(drawn(strokes))?.covered).toBeLessThan(0.93);
});

it('a dot and blank paper have no bars', () => {
  expect(crossOf(drawn([]))).toBeNull();
  expect(crossOf(drawn([[[30, 30]]], 2))).toBeNull();
});
