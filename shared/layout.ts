import { median } from './median.ts';
import { chained, linesOf, widestDrift, widestGap, type LevelLine, type Shape } from './textLines.ts';

// Chosen on half of the photos of `npm run measure -- order`, which says what the other half has. Lengths in sizes.
/** Lines of one block are at most so far apart, from middle to middle. */
const widestLead = 2.4;
/** A line of a block stands at most so far left or right of the one above it. */
const widestIndent = 2;
/** A title is so many times as large as the usual line. */
const titleSize = 1.15;
/** A label in the margin is at most so wide, and so far from its line. */
const [widestLabel, widestMargin] = [6, 6];

/**
 * The words of a page in lines, in the order in which a person reads them: column by column, block by block. Marks are left out
 * (`placeInOrder` adds them).
 *
 * @param gap the widest one between neighbours on a line, in sizes of the writing
 */
export function layOut<Item>(
  items: readonly Item[],
  shapeOf: (item: Item) => Shape,
  gap = widestGap,
): Item[][] {
  const lines = linesOf(items.map(shapeOf), gap);
  const title = titleOf(lines);
  const labels = Map.groupBy(lines, (line) => lineOfLabel(line, lines));
  const others = (labels.get(undefined) ?? []).filter((line) => line !== title);
  const blocks = inOrder(blocksOfLines(others));
  return (title === undefined ? blocks : [[title], ...blocks]).flatMap((block) =>
    block.map((line) =>
      [...(labels.get(line) ?? []), line].flatMap(({ words }) =>
        words.flatMap(({ index }) => items.slice(index, index + 1)),
      ),
    ),
  );
}

/** The topmost line if nothing is beside it and it is larger than the others: it may stand above several columns. */
function titleOf(lines: readonly LevelLine[]): LevelLine | undefined {
  const bottom = ({ middle, size }: LevelLine): number => middle + size / 2;
  const [first, ...others] = lines.toSorted((a, b) => bottom(a) - bottom(b));
  if (first === undefined || first.size < titleSize * median(others.map(({ size }) => size)))
    return undefined;
  return others.every(({ middle, size }) => middle - size / 2 >= bottom(first)) ? first : undefined;
}

/**
 * The line that a line in the margin labels, such as "Step 1:" left of a paragraph: short, with no line above or below it, and at
 * the height of a line of a block to its right. Undefined for any other line.
 */
function lineOfLabel(label: LevelLine, lines: readonly LevelLine[]): LevelLine | undefined {
  const hasOthers = (line: LevelLine): boolean =>
    (['above', 'below'] as const).some((side) => nearestLine(line, lines, side) !== undefined);
  if (label.right - label.left > widestLabel * label.size || hasOthers(label)) return undefined;
  const beside = lines.filter((line) => {
    const gap = line.left - label.right;
    const drift = Math.abs(line.middle - label.middle);
    return (
      gap >= 0 && gap <= widestMargin * label.size && drift <= widestDrift * Math.min(line.size, label.size)
    );
  });
  const [nearest] = beside.toSorted((a, b) => a.left - b.left);
  return nearest !== undefined && hasOthers(nearest) ? nearest : undefined;
}

/** Lines in chains down the page. */
function blocksOfLines(lines: readonly LevelLine[]): LevelLine[][] {
  const beyond = (side: 'above' | 'below'): Map<LevelLine, LevelLine | undefined> =>
    new Map(lines.map((line) => [line, nearestLine(line, lines, side)]));
  return chained(lines, beyond('below'), beyond('above'));
}

/** The nearest line above or below another that shares columns with it, or none. */
export function nearestLine(
  line: LevelLine,
  lines: readonly LevelLine[],
  side: 'above' | 'below',
): LevelLine | undefined {
  let best: LevelLine | undefined;
  let bestCost = Infinity;
  for (const other of lines) {
    const lead = side === 'below' ? other.middle - line.middle : line.middle - other.middle;
    if (other === line || lead <= 0.3 * Math.min(line.size, other.size)) continue;
    if (lead > widestLead * Math.max(line.size, other.size)) continue;
    // A brace that closes code stands left of the line above it.
    const aside = Math.max(line.left, other.left) - Math.min(line.right, other.right);
    if (aside >= widestIndent * Math.min(line.size, other.size)) continue;
    const cost = lead + 0.2 * Math.abs(line.left - other.left) + Math.max(0, aside);
    if (cost < bestCost) [best, bestCost] = [other, cost];
  }
  return best;
}

interface Extent {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Depth-first topological sort; blocks are tried from the top left, and a cycle is cut there. */
function inOrder(blocks: readonly LevelLine[][]): LevelLine[][] {
  const placed = blocks.map((lines) => ({
    lines,
    left: Math.min(...lines.map(({ left }) => left)),
    right: Math.max(...lines.map(({ right }) => right)),
    top: Math.min(...lines.map(({ middle, size }) => middle - size / 2)),
    bottom: Math.max(...lines.map(({ middle, size }) => middle + size / 2)),
  }));
  const fromTop = placed.toSorted((a, b) => a.top - b.top || a.left - b.left);
  const ordered: LevelLine[][] = [];
  const visited = new Set<Extent>();
  const visit = (block: (typeof placed)[number]): void => {
    if (visited.has(block)) return;
    visited.add(block);
    for (const earlier of fromTop) if (isBefore(earlier, block, fromTop)) visit(earlier);
    ordered.push(block.lines);
  };
  for (const block of fromTop) visit(block);
  return ordered;
}

/**
 * The rules of Breuel, "High performance document layout analysis", 2003, for blocks: of two that share columns the upper one
 * comes first; one that stands left of another comes first unless a block across both of them is between them.
 */
function isBefore(a: Extent, b: Extent, blocks: readonly Extent[]): boolean {
  if (a === b) return false;
  if (sharesColumns(a, b)) return a.top + a.bottom < b.top + b.bottom;
  if (a.left > b.left) return false;
  const [low, high] = [Math.min(a.bottom, b.bottom), Math.max(a.top, b.top)];
  return !blocks.some(
    (block) =>
      block !== a &&
      block !== b &&
      block.top >= low &&
      block.bottom <= high &&
      sharesColumns(block, a) &&
      sharesColumns(block, b),
  );
}

/** Whether blocks stand one above the other. */
function sharesColumns(a: Extent, b: Extent): boolean {
  const shared = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  return shared > 0.2 * Math.min(a.right - a.left, b.right - b.left);
}
