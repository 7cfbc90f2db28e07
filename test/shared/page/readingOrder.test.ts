import { describe, expect, it } from 'vitest';
import { readingOrder } from '../../../shared/page/readingOrder.ts';
import type { Box } from '../../../shared/geometry.ts';
import { createRandom } from '../../../shared/random.ts';

/** Words of one line from the left, 10 px apart. */
function line(x: number, y: number, widths: readonly number[], slope = 0): Box[] {
  let left = x;
  return widths.map((width) => {
    const box: Box = [left, y + slope * (left - x), width, 20];
    left += width + 10;
    return box;
  });
}

/** Line numbers of the boxes, in reading order, with the boxes given in random order. */
function readShuffled(lines: readonly Box[][]): { boxes: Box[]; numbers: number[] } {
  const shuffled = createRandom(3).shuffle(lines.flat());
  const placed = readingOrder(shuffled);
  return {
    boxes: placed.map(({ index }) => shuffled[index] ?? [0, 0, 0, 0]),
    numbers: placed.map(({ line: number }) => number),
  };
}

describe('readingOrder', () => {
  it('is empty where there is no box', () => {
    expect(readingOrder([])).toEqual([]);
  });

  it('reads lines from the left, from the top', () => {
    const lines = [line(0, 0, [50, 30, 70]), line(0, 40, [60, 60]), line(0, 80, [90])];
    const { boxes, numbers } = readShuffled(lines);
    expect(boxes).toEqual(lines.flat());
    expect(numbers).toEqual([0, 0, 0, 1, 1, 2]);
  });

  it('reads the left column before the right one, under a heading across both', () => {
    const heading = line(100, 0, [200, 150]);
    const left = [0, 1, 2, 3].map((row) => line(0, 60 + 30 * row, [60, 70]));
    const right = [0, 1, 2, 3].map((row) => line(300, 65 + 30 * row, [80, 50]));
    const { boxes, numbers } = readShuffled([heading, ...left, ...right]);
    expect(boxes).toEqual([heading, ...left, ...right].flat());
    expect(new Set(numbers).size).toBe(9);
  });

  it('reads a line below two columns last', () => {
    const left = [0, 1].map((row) => line(0, 30 * row, [60, 70]));
    const right = [0, 1].map((row) => line(300, 30 * row, [80, 50]));
    const footer = line(0, 100, [250, 200]);
    expect(readShuffled([footer, ...right, ...left]).boxes).toEqual([...left, ...right, footer].flat());
  });

  it('reads a label in the margin before the line beside it, and two columns as columns', () => {
    const first = line(0, 62, [50, 20]);
    const block = [0, 1, 2, 3, 4, 5].map((row) => line(160, 0 + 30 * row + 0, [80, 90, 60]));
    const expected = block.flatMap((each, row) => (row === 2 ? [first, each] : [each]));
    expect(readShuffled([...block, first]).boxes).toEqual(expected.flat());
    // Short lines that follow each other are a column.
    const column = [0, 1, 2].map((row) => line(0, 30 * row, [40]));
    expect(readShuffled([...column, ...block]).boxes).toEqual([...column, ...block].flat());
  });

  it('follows lines that slope by more than their distance', () => {
    const lines = [0, 1, 2].map((row) => line(0, 30 * row, [60, 60, 60, 60, 60, 60], 0.1));
    const { boxes, numbers } = readShuffled(lines);
    expect(boxes).toEqual(lines.flat());
    expect(numbers).toEqual([0, 1, 2].flatMap((row) => Array.from({ length: 6 }, () => row)));
  });

  it('gives every box once, whatever the layout', () => {
    const random = createRandom(5);
    const boxes = Array.from({ length: 120 }, (): Box => [
      random.between(0, 900),
      random.between(0, 600),
      random.between(5, 120),
      random.between(8, 50),
    ]);
    const placed = readingOrder(boxes);
    expect(placed.map(({ index }) => index).sort((a, b) => a - b)).toEqual([...boxes.keys()]);
    const numbers = placed.map(({ line: number }) => number);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });
});
