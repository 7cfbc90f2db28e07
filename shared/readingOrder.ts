import type { Box } from './geometry.ts';

/** A box in reading order. `index` is its index in the input. */
interface PlacedBox {
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

/** A gap between words that is wider than this many line heights separates two columns. */
const widestWordGap = 2;

/** Neighbours on a line share at least this much of the lower one's height. */
const leastSharedHeight = 0.45;

/**
 * Groups word boxes into lines and puts them in reading order: down a column, then on to the next
 * column. Lines are chains of mutual nearest neighbours, so that they may slope. Columns follow the
 * two rules of Breuel, "High performance document layout analysis", 2003.
 *
 * @param widestGap between neighbours on a line, in line heights
 */
export function readingOrder(boxes: readonly Box[], widestGap = widestWordGap): PlacedBox[] {
  const lines = chainLines(boxes, widestGap);
  return orderLines(lines).flatMap((line, number) => line.members.map((index) => ({ index, line: number })));
}

/** The lines of items by their boxes, in reading order (`readingOrder`). */
export function inLines<Item>(items: readonly Item[], boxOf: (item: Item) => Box): Item[][] {
  const lines: Item[][] = [];
  for (const { index, line } of readingOrder(items.map(boxOf))) {
    const item = items[index];
    if (item !== undefined) (lines[line] ??= []).push(item);
  }
  return lines;
}

function chainLines(boxes: readonly Box[], widestGap: number): Line[] {
  const next = boxes.map((box, index) => nearest(boxes, box, { self: index, side: 'right', widestGap }));
  const previous = boxes.map((box, index) => nearest(boxes, box, { self: index, side: 'left', widestGap }));

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
  {
    self,
    side,
    widestGap,
  }: { readonly self: number; readonly side: 'left' | 'right'; readonly widestGap: number },
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

/** A label in the margin is at most this wide, and this far from its line, in line heights. */
const widestLabel = 6;
const widestMargin = 8;
/** Lines of one block are at most this far apart, in line heights. */
const widestLead = 1.5;

/** In reading order; a label in the margin comes before the line beside it. */
function orderLines(lines: readonly Line[]): Line[] {
  const labels = Map.groupBy(lines, (line) => lineOfLabel(line, lines));
  const others = labels.get(undefined) ?? [];
  return orderBlocks(others).flatMap((line) => [...(labels.get(line) ?? []), line]);
}

/**
 * The line that a line labels, such as "Step 1:" left of a paragraph: short, alone in its column, and at the height of a line
 * of a block to its right. Undefined for any other line. Two columns of text are no labels: their lines follow each other.
 */
function lineOfLabel(label: Line, lines: readonly Line[]): Line | undefined {
  const height = label.bottom - label.top;
  if (label.right - label.left > widestLabel * height) return undefined;
  let nearest: Line | undefined;
  for (const line of lines) {
    const gap = line.left - label.right;
    const lower = Math.min(height, line.bottom - line.top);
    const shared = Math.min(label.bottom, line.bottom) - Math.max(label.top, line.top);
    if (gap < 0 || gap > widestMargin * height || shared < leastSharedHeight * lower) continue;
    if (nearest === undefined || line.left < nearest.left) nearest = line;
  }
  if (nearest === undefined || isInBlock(label, lines) || !isInBlock(nearest, lines)) return undefined;
  return nearest;
}

/** Whether another line is close above or below a line. */
function isInBlock(line: Line, lines: readonly Line[]): boolean {
  return lines.some((other) => {
    const lead = Math.max(line.top - other.bottom, other.top - line.bottom);
    return other !== line && sharesColumns(line, other) && lead <= widestLead * (line.bottom - line.top);
  });
}

/** Depth-first topological sort; candidates are tried from the top left, and a cycle is cut there. */
function orderBlocks(lines: readonly Line[]): Line[] {
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
 * of another comes first unless a line across both of them is between them.
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
function gapAlong(a: Box, b: Box, axis: 0 | 1): number {
  const size = axis === 0 ? 2 : 3;
  return Math.max(a[axis], b[axis]) - Math.min(a[axis] + a[size], b[axis] + b[size]);
}

function middleAlong(box: Box, axis: 0 | 1): number {
  return box[axis] + box[axis === 0 ? 2 : 3] / 2;
}
