import { median } from '../median.ts';
import { withRows } from './rows.ts';
import { hasCodeSigns } from './tableLines.ts';
import { chained, createFindBest } from './nearest.ts';
import { linesOf, widestDrift, widestGap, type LevelLine, type Shape, textOf } from './textLines.ts';

// Chosen on half of the photos of `npm run measure -- order`, which says what the other half has. Lengths in sizes.
/** Lines of one block are at most so far apart, from middle to middle. */
const widestLead = 2.4;
/** A line of a block stands at most so far left or right of the one above it. */
const [widestIndent, widestCodeIndent] = [2, 8];
/** A flush line follows indented ones within so much. */
const farthestFlush = 8;
/** A title is so many times as large as the usual line. */
const titleSize = 1.15;
/** Another title is so far from the lines below it, from middle to middle. */
const titleLead = 2;
/** Fewer numbers follow each other by accident. */
const fewestItems = 3;
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
  const found = linesOf(items.map(shapeOf), gap);
  const isText = found.lines.length <= mostBlocks;
  const lines = !isText
    ? found.lines
    : withRows(found.lines, ({ left, middle, size }) =>
        found.marks.some(
          (mark) =>
            mark.size < size &&
            Math.abs(mark.middle - middle) < 0.8 * size &&
            Math.abs(left - mark.right - 0.75 * size) < size,
        ),
      );
  const title = titleOf(lines);
  const labels = Map.groupBy(lines, createLineOfLabel(lines));
  const others = (labels.get(undefined) ?? []).filter((line) => line !== title);
  const blocks = byNumber(inOrder(blocksOfLines(others)));
  return (title === undefined ? blocks : [[title], ...blocks]).flatMap((block) =>
    block.map((line) =>
      [...(labels.get(line) ?? []), line].flatMap(({ words }) =>
        words.flatMap(({ index }) => items.slice(index, index + 1)),
      ),
    ),
  );
}

/** Blocks of which the items of one numbered list stand in the places of each other: 1 is the first, then 2, and so on. */
function byNumber(blocks: readonly LevelLine[][]): LevelLine[][] {
  const numberOf = ([line]: readonly LevelLine[]): number =>
    Number(/^\(?(\d{1,2})[.)] \p{L}/u.exec(line === undefined ? '' : textOf(line))?.[1] ?? NaN);
  const parts = blocks.flatMap((block) => {
    const starts = block.flatMap((line, index) => (index > 0 && numberOf([line]) > 0 ? [index] : []));
    return [0, ...starts].map((start, index) => block.slice(start, starts[index]));
  });
  const items = parts.filter((part) => numberOf(part) > 0).sort((a, b) => numberOf(a) - numberOf(b));
  if (items.length < fewestItems || items.some((item, index) => numberOf(item) !== index + 1)) return parts;
  const next = items.values();
  return parts.map((part) => (numberOf(part) > 0 ? (next.next().value ?? part) : part));
}

/**
 * The topmost line if nothing is beside it and it may stand above several columns: it is larger than the others, or stands away from
 * the columns below it, which begin at one height and not at its left edge.
 */
function titleOf(lines: readonly LevelLine[]): LevelLine | undefined {
  const bottom = ({ middle, size }: LevelLine): number => middle + size / 2;
  const [first, ...others] = lines.toSorted((a, b) => bottom(a) - bottom(b));
  if (first === undefined || others.some(({ middle, size }) => middle - size / 2 < bottom(first)))
    return undefined;
  if (first.size >= titleSize * median(others.map(({ size }) => size))) return first;
  const top = Math.min(...others.map(({ middle }) => middle));
  const tops = others.filter(({ middle, size }) => middle - top < size);
  const isAlone = top - first.middle > titleLead * first.size && tops.length > 1;
  return isAlone && tops.every(({ left }) => Math.abs(left - first.left) > first.size) ? first : undefined;
}

/**
 * Finds the line that a line in the margin labels, such as "Step 1:" left of a paragraph: short, with no line above or below it, and
 * at the height of a line of a block to its right. Undefined for any other line.
 */
function createLineOfLabel(lines: readonly LevelLine[]): (label: LevelLine) => LevelLine | undefined {
  const nearestLine = createNearestLine(lines);
  const hasOthers = (line: LevelLine): boolean =>
    nearestLine(line, 'above') !== undefined || nearestLine(line, 'below') !== undefined;
  const findBest = createFindBest(lines, ({ middle }) => middle);
  return (label) => {
    if (label.right - label.left > widestLabel * label.size || hasOthers(label)) return undefined;
    const nearest = findBest(label.middle, widestDrift * label.size, (line) => {
      const gap = line.left - label.right;
      const drift = Math.abs(line.middle - label.middle);
      const isBeside = gap >= 0 && gap <= widestMargin * label.size;
      return isBeside && drift <= widestDrift * Math.min(line.size, label.size) ? line.left : Infinity;
    });
    return nearest !== undefined && hasOthers(nearest) ? nearest : undefined;
  };
}

/** Lines in chains down the page. */
function blocksOfLines(lines: readonly LevelLine[]): LevelLine[][] {
  const nearestLine = createNearestLine(lines);
  const beyond = (side: 'above' | 'below'): Map<LevelLine, LevelLine | undefined> =>
    new Map(lines.map((line) => [line, nearestLine(line, side)]));
  return chained(lines, beyond('below'), beyond('above'));
}

/** Finds the nearest line above or below another that shares columns with it, or none. */
export function createNearestLine(
  lines: readonly LevelLine[],
): (line: LevelLine, side: 'above' | 'below') => LevelLine | undefined {
  const largest = lines.reduce((size, line) => Math.max(size, line.size), 0);
  const findBest = createFindBest(lines, ({ middle }) => middle);
  /** Whether lines are code, one indented, with flush lines above and below it and nothing beside them. */
  const areIndented = (a: LevelLine, b: LevelLine): boolean => {
    const [flush, deep] = a.left < b.left ? [a, b] : [b, a];
    const has = (near: LevelLine, reach: number, is: (other: LevelLine) => boolean): boolean =>
      findBest(near.middle, reach * near.size, (other) => (is(other) ? 0 : Infinity)) !== undefined;
    return (
      [a, b].some((line) => hasCodeSigns(textOf(line))) &&
      !has(flush, 0.7, (other) => other.left >= flush.right) &&
      !has(deep, 0.7, (other) => other.right <= deep.left) &&
      has(deep, farthestFlush, (other) => {
        const isBeyond = other.middle > deep.middle === deep.middle > flush.middle;
        return isBeyond && Math.abs(other.left - flush.left) < widestIndent * flush.size;
      })
    );
  };
  return (line, side) =>
    findBest(line.middle, widestLead * largest, (other) => {
      const lead = side === 'below' ? other.middle - line.middle : line.middle - other.middle;
      if (other === line || lead <= 0.3 * Math.min(line.size, other.size)) return Infinity;
      if (lead > widestLead * Math.max(line.size, other.size)) return Infinity;
      // A brace that closes code stands left of the line above it.
      const aside = Math.max(line.left, other.left) - Math.min(line.right, other.right);
      const size = Math.min(line.size, other.size);
      if (aside >= widestIndent * size && !(aside < widestCodeIndent * size && areIndented(line, other)))
        return Infinity;
      return lead + 0.2 * Math.abs(line.left - other.left) + Math.max(0, aside);
    });
}

interface Extent {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** With more blocks, which is no text, a page is read from the top: the order takes time with their square. */
const mostBlocks = 2000;

/** Depth-first topological sort; blocks are tried from the top left, and a cycle is cut there. */
function inOrder(blocks: readonly LevelLine[][]): LevelLine[][] {
  const fromTop = blocks
    .map((lines) => ({
      lines,
      left: Math.min(...lines.map(({ left }) => left)),
      right: Math.max(...lines.map(({ right }) => right)),
      top: Math.min(...lines.map(({ middle, size }) => middle - size / 2)),
      bottom: Math.max(...lines.map(({ middle, size }) => middle + size / 2)),
    }))
    .sort((a, b) => a.top - b.top || a.left - b.left);
  if (fromTop.length > mostBlocks) return fromTop.map(({ lines }) => lines);
  const ordered: LevelLine[][] = [];
  const visited = new Set<Extent>();
  for (const start of fromTop) {
    if (visited.has(start)) continue;
    // Blocks that wait for earlier ones, and those that have not been tried yet as such.
    const waiting = [{ block: start, untried: earlierOf(start, fromTop, visited) }];
    visited.add(start);
    for (let last = waiting.at(-1); last !== undefined; last = waiting.at(-1)) {
      const { value: earlier } = last.untried.next();
      if (earlier === undefined) {
        ordered.push(last.block.lines);
        waiting.pop();
      } else {
        visited.add(earlier);
        waiting.push({ block: earlier, untried: earlierOf(earlier, fromTop, visited) });
      }
    }
  }
  return ordered;
}

/**
 * Blocks that come before another and are not visited when they are asked for, by the rules of Breuel, "High performance document
 * layout analysis", 2003: of two that share columns the upper one comes first; one that stands left of another comes first unless
 * a block across both of them is between them.
 */
function* earlierOf<Block extends Extent>(
  block: Block,
  fromTop: readonly Block[],
  visited: ReadonlySet<Extent>,
): Generator<Block, undefined> {
  const across = fromTop.filter((other) => other !== block && sharesColumns(other, block));
  const leftmost = across.reduce((left, other) => Math.min(left, other.left), Infinity);
  for (const other of fromTop) {
    if (visited.has(other)) continue;
    if (sharesColumns(other, block)) {
      if (other.top + other.bottom < block.top + block.bottom) yield other;
      continue;
    }
    if (other.left > block.left) continue;
    const low = Math.min(other.bottom, block.bottom);
    const high = Math.max(other.top, block.top);
    const isBetween = (each: Extent): boolean =>
      each.top >= low && each.bottom <= high && sharesColumns(each, other);
    if (leftmost >= other.right || !across.some(isBetween)) yield other;
  }
}

/** Whether blocks stand one above the other. */
function sharesColumns(a: Extent, b: Extent): boolean {
  const shared = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  return shared > 0.2 * Math.min(a.right - a.left, b.right - b.left);
}
