import { expect, test } from 'vitest';
import { traceCentreLines, paintPenStroke } from '../../../../main/imaging/ink/strokes.ts';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import type { Point } from '../../../../shared/geometry.ts';

function paper(width: number, height: number): InkImage {
  return { width, height, data: new Uint8Array(width * height) };
}

function drawn(...strokes: readonly (readonly Point[])[]): InkImage {
  const ink = paper(80, 60);
  for (const stroke of strokes) paintPenStroke(ink, stroke, 7);
  return ink;
}

const threshold = 100;

test('a thick stroke becomes one line along its middle, with two free ends', () => {
  const [line, ...others] = traceCentreLines(
    drawn([
      [15, 30],
      [65, 30],
    ]),
    threshold,
    4,
  );
  expect(others).toEqual([]);
  expect(line).toMatchObject({ startsFree: true, endsFree: true });
  for (const [, y] of line?.points ?? []) expect(Math.abs(y - 30)).toBeLessThanOrEqual(1);
  expect(line?.points.length).toBeGreaterThan(40);
});

test('a cross becomes four arms that end freely outside and meet in its middle', () => {
  const cross = drawn(
    [
      [15, 30],
      [65, 30],
    ],
    [
      [40, 8],
      [40, 52],
    ],
  );
  const arms = traceCentreLines(cross, threshold, 6).filter(({ points }) => points.length > 6);
  expect(arms).toHaveLength(4);
  for (const { startsFree, endsFree } of arms) expect(startsFree).not.toBe(endsFree);
});

test('a ring is walked once, all round', () => {
  const ring = Array.from({ length: 41 }, (_, index): Point => {
    const angle = (index / 20) * Math.PI;
    return [40 + 18 * Math.cos(angle), 30 + 18 * Math.sin(angle)];
  });
  const lines = traceCentreLines(drawn(ring), threshold, 6);
  const walked = lines.reduce((sum, { points }) => sum + points.length, 0);
  expect(walked).toBeGreaterThan(90);
  expect(walked).toBeLessThan(150);
  for (const { points } of lines) {
    for (const [x, y] of points) expect(Math.abs(Math.hypot(x - 40, y - 30) - 18)).toBeLessThan(2.5);
  }
});

test.each([1, 2, 3, 4, 6])('a dot of %i pixels does not vanish', (side) => {
  const dot = paper(20, 20);
  for (let y = 7; y < 7 + side; y += 1) dot.data.fill(255, y * 20 + 9, y * 20 + 9 + side);
  expect(traceCentreLines(dot, threshold, 4).length).toBeGreaterThan(0);
});

test('a short side branch is left out, a longer one stays', () => {
  const branched = (length: number): number =>
    traceCentreLines(
      drawn(
        [
          [10, 40],
          [70, 40],
        ],
        [
          [40, 40],
          [40, 40 - length],
        ],
      ),
      threshold,
      9,
    ).filter(({ startsFree, endsFree }) => startsFree !== endsFree).length;
  expect(branched(4)).toBeLessThanOrEqual(2);
  expect(branched(28)).toBe(3);
});

test('paper has no lines', () => {
  expect(traceCentreLines(paper(12, 9), threshold, 3)).toEqual([]);
});

test('a pen stroke covers its length times its width and two round ends', () => {
  const ink = drawn([
    [20, 30],
    [60, 30],
  ]);
  const covered = ink.data.reduce((sum, value) => sum + value, 0) / 255;
  expect(Math.abs(covered - (40 * 7 + Math.PI * 3.5 ** 2))).toBeLessThan(8);
});

test('a stroke that leaves the image is cut at its edge', () => {
  const ink = drawn([
    [-20, -10],
    [100, 70],
  ]);
  expect(ink.data[0]).toBeLessThanOrEqual(255);
  expect(ink.data[30 * 80 + 40]).toBe(255);
});
