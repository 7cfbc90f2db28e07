import type { Box } from './geometry.ts';

/** Where a box stands when the page is read: `index` is its place in the input. */
export interface PlacedBox {
  readonly index: number;
  /** Number of its line in reading order, from 0. */
  readonly line: number;
}

interface Line {
  /** Indices of boxes, left to right. */
  readonly members: number[];
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A gap wider than this many line heights ends a line: what follows belongs to another column. */
const widestGap = 2;

/** Neighbours on a line share at least this much of the lower one's height. */
const leastSharedHeight = 0.45;

/**
 * Groups word boxes into lines and puts them in reading order: down a column, then on to the next
 * column. Lines are chains of mutual nearest neighbours, so that they may slope. Columns follow the
 * two rules of Breuel, "High performance document layout analysis", 2003.
 */
export function readingOrder(boxes: readonly Box[]): PlacedBox[] {
  const lines = chainLines(boxes);
  return orderLines(lines).flatMap((line, number) => line.members.map((index) => ({ index, line: number })));
}

function chainLines(boxes: readonly Box[]): Line[] {
  const next = boxes.map((box, index) => nearest(boxes, box, index, 'right'));
  const previous = boxes.map((box, index) => nearest(boxes, box, index, 'left'));

  const lines: Line[] = [];
  for (const [start, before] of previous.entries()) {
    if (before !== undefined && next[before] === start) continue;
    const members: number[] = [];
    let index: number | undefined = start;
    while (index !== undefined) {
      members.push(index);
      const after: number | undefined = next[index];
      index = after !== undefined && previous[after] === index ? after : undefined;
    }
    lines.push(lineOf(members, boxes));
  }
  return lines;
}

/** The nearest box on the same line on one side, or none within the widest gap. */
function nearest(
  boxes: readonly Box[],
  [x, y, width, height]: Box,
  self: number,
  side: 'left' | 'right',
): number | undefined {
  const centre = x + width / 2;
  let best: number | undefined;
  let bestCost = Infinity;
  for (const [index, [otherX, otherY, otherWidth, otherHeight]] of boxes.entries()) {
    if (index === self) continue;
    const lower = Math.min(height, otherHeight);
    const shared = Math.min(y + height, otherY + otherHeight) - Math.max(y, otherY);
    if (shared < leastSharedHeight * lower) continue;

    const otherCentre = otherX + otherWidth / 2;
    const isOnSide = side === 'right' ? otherCentre > centre : otherCentre < centre;
    if (!isOnSide) continue;
    const gap = side === 'right' ? otherX - (x + width) : x - (otherX + otherWidth);
    if (gap > widestGap * Math.min(Math.max(height, otherHeight), 2 * lower)) continue;

    // Of two candidates one above the other, the one at the same height continues the line.
    const drift = Math.abs(y + height / 2 - (otherY + otherHeight / 2));
    const cost = Math.max(gap, 0) + drift;
    if (cost < bestCost) {
      bestCost = cost;
      best = index;
    }
  }
  return best;
}

function lineOf(members: number[], boxes: readonly Box[]): Line {
  const line: Line = { members, left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const member of members) {
    const box = boxes[member];
    if (box === undefined) continue;
    line.left = Math.min(line.left, box[0]);
    line.top = Math.min(line.top, box[1]);
    line.right = Math.max(line.right, box[0] + box[2]);
    line.bottom = Math.max(line.bottom, box[1] + box[3]);
  }
  return line;
}

/** Depth-first topological sort; candidates are tried from the top left, and a cycle is cut there. */
function orderLines(lines: readonly Line[]): Line[] {
  const fromTop = [...lines].sort((a, b) => a.top - b.top || a.left - b.left);
  const predecessors = new Map(
    fromTop.map((line) => [line, fromTop.filter((other) => isBefore(other, line, fromTop))]),
  );

  const ordered: Line[] = [];
  const visited = new Set<Line>();
  const visit = (line: Line): void => {
    if (visited.has(line)) return;
    visited.add(line);
    for (const earlier of predecessors.get(line) ?? []) visit(earlier);
    ordered.push(line);
  };
  for (const line of fromTop) visit(line);
  return ordered;
}

/**
 * Breuel's rules: of two lines that share columns the upper one comes first; a line that ends left
 * of another comes first unless a line across both of them stands between.
 */
function isBefore(a: Line, b: Line, lines: readonly Line[]): boolean {
  if (a === b) return false;
  if (sharesColumns(a, b)) return middle(a) < middle(b);
  if (a.right > b.left) return false;
  const low = Math.min(middle(a), middle(b));
  const high = Math.max(middle(a), middle(b));
  return !lines.some(
    (line) =>
      line !== a &&
      line !== b &&
      middle(line) > low &&
      middle(line) < high &&
      sharesColumns(line, a) &&
      sharesColumns(line, b),
  );
}

function sharesColumns(a: Line, b: Line): boolean {
  return Math.min(a.right, b.right) > Math.max(a.left, b.left);
}

function middle(line: Line): number {
  return (line.top + line.bottom) / 2;
}
