import type { Box } from '../geometry.ts';
import { layOut } from './layout.ts';

/** A box in reading order. `index` is its index in the input. */
interface PlacedBox {
  readonly index: number;
  /** Number of its line in reading order, from 0. */
  readonly line: number;
}

/** Neighbours on a line share at least this much of the lower one's height. */
const leastSharedHeight = 0.45;

/**
 * Groups boxes whose text is not known into lines and puts them in reading order (`layOut`).
 *
 * @param widestGap between neighbours on a line, in heights
 */
export function readingOrder(boxes: readonly Box[], widestGap?: number): PlacedBox[] {
  const lines = layOut(
    [...boxes.keys()],
    (index) => ({ box: boxes[index] ?? [0, 0, 0, 0], text: '' }),
    widestGap,
  );
  return lines.flatMap((line, number) => line.map((index) => ({ index, line: number })));
}

/**
 * Adds words to a reading order: each into the nearest line, in the direction of that line. A word next to no line gets a
 * line of its own, after the nearest line above it or before the one below.
 */
export function placeInOrder<Id>(
  lines: readonly (readonly Id[])[],
  added: readonly Id[],
  boxOf: (word: Id) => Box,
): Id[][] {
  const placed = lines.map((line) => [...line]);
  for (const word of added) placeWord(placed, word, boxOf);
  return placed;
}

/** An order of exactly these words: those that are gone are left out, and others placed by their boxes (`placeInOrder`). */
export function fittedOrder<Id>(order: readonly (readonly Id[])[], boxes: ReadonlyMap<Id, Box>): Id[][] {
  const staying = order.map((line) => line.filter((id) => boxes.has(id))).filter((line) => line.length > 0);
  const present = new Set(staying.flat());
  const added = [...boxes.keys()].filter((id) => !present.has(id));
  return placeInOrder(staying, added, (id) => boxes.get(id) ?? [0, 0, 0, 0]);
}

function placeWord<Id>(lines: Id[][], word: Id, boxOf: (word: Id) => Box): void {
  const box = boxOf(word);
  let beside = { line: -1, cost: Infinity };
  let near = { line: -1, cost: Infinity, isAbove: false };
  for (const [line, members] of lines.entries()) {
    for (const member of members) {
      const other = boxOf(member);
      const gap = Math.max(0, gapAlong(box, other, 0));
      const drift = Math.abs(middleAlong(box, 1) - middleAlong(other, 1));
      if (-gapAlong(box, other, 1) >= leastSharedHeight * Math.min(box[3], other[3])) {
        if (gap + drift < beside.cost) beside = { line, cost: gap + drift };
      } else {
        const cost = gap + Math.max(0, gapAlong(box, other, 1));
        if (cost < near.cost) near = { line, cost, isAbove: middleAlong(other, 1) < middleAlong(box, 1) };
      }
    }
  }
  const line = lines[beside.line];
  if (line === undefined) lines.splice(near.isAbove ? near.line + 1 : Math.max(0, near.line), 0, [word]);
  else line.splice(placeInLine(line, middleAlong(box, 0), boxOf), 0, word);
}

/** A line runs to the right unless its last word is left of its first. */
function placeInLine<Id>(line: readonly Id[], at: number, boxOf: (word: Id) => Box): number {
  const middles = line.map((word) => middleAlong(boxOf(word), 0));
  const isLeftward = (middles.at(-1) ?? 0) < (middles[0] ?? 0);
  const place = middles.findIndex((other) => (isLeftward ? other < at : other > at));
  return place === -1 ? line.length : place;
}

/** The gap between two boxes along x (0) or y (1), in pixels; negative if they overlap. */
export function gapAlong(a: Box, b: Box, axis: 0 | 1): number {
  const size = axis === 0 ? 2 : 3;
  return Math.max(a[axis], b[axis]) - Math.min(a[axis] + a[size], b[axis] + b[size]);
}

function middleAlong(box: Box, axis: 0 | 1): number {
  return box[axis] + box[axis === 0 ? 2 : 3] / 2;
}
