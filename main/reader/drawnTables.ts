import { boxArea, boxContains, middleOfBox, type Box } from '../../shared/geometry.ts';
import { gapAlong } from '../../shared/page/readingOrder.ts';
import { median } from '../../shared/median.ts';
import { enclosedAreas } from '../imaging/ink/enclosedAreas.ts';
import type { InkPage } from '../imaging/ink/inkPage.ts';

// Set by hand on photos of `npm run measure -- order` that may choose, and on made pages.
/** Neighbouring cells are at most so far apart, in heights of the lower one. */
const widestLine = 0.4;
/** Neighbouring cells share so much of the larger one's side. */
const likeSide = 0.7;
/** A table has at least so many cells; so many of them hold words, and so many rows have equally many. */
const [fewestCells, leastCells] = [6, 0.7];

/**
 * The drawn tables of a page: areas that lines enclose, beside and below each other.
 *
 * @param words in pixels of the photo
 * @returns the rows of all tables: the words of each cell, from the left
 */
export function drawnTables<Word extends { readonly box: Box }>(
  { ink, scale }: Pick<InkPage, 'ink' | 'scale'>,
  words: readonly Word[],
): Word[][][] {
  if (words.length === 0) return [];
  const cells = enclosedAreas(ink);
  const holding = Map.groupBy(words, ({ box }) => {
    const [x, y] = middleOfBox(box);
    const around = cells.filter((cell) => boxContains(cell, [x * scale, y * scale]));
    return around.toSorted((a, b) => boxArea(a) - boxArea(b))[0];
  });
  return gathered(cells).flatMap((table) => {
    const rows = rowsOf(table);
    const columns = median(rows.map(({ length }) => length));
    const alike = rows.filter(({ length }) => length === columns);
    const held = table.filter((cell) => holding.has(cell)).length;
    const isFull = alike.length >= leastCells * rows.length && held >= leastCells * table.length;
    if (rows.length < 2 || columns < 2 || table.length < fewestCells || !isFull) return [];
    return rows.map((row) => row.map((cell) => holding.get(cell) ?? []));
  });
}

/** Cells in groups of neighbours. */
function gathered(cells: readonly Box[]): Box[][] {
  const groups: Box[][] = [];
  for (const cell of cells) {
    const near = groups.filter((group) => group.some((other) => areNeighbours(cell, other)));
    for (const group of near) groups.splice(groups.indexOf(group), 1);
    groups.push([cell, ...near.flat()]);
  }
  return groups;
}

/** Whether cells are beside each other and about as high, or below each other and about as wide. */
function areNeighbours(a: Box, b: Box): boolean {
  const [across, down] = [gapAlong(a, b, 0), gapAlong(a, b, 1)];
  const widest = widestLine * Math.min(a[3], b[3]);
  const isBeside = across <= widest && -down > likeSide * Math.max(a[3], b[3]);
  const isBelow = down <= widest && -across > likeSide * Math.max(a[2], b[2]);
  return isBeside || isBelow;
}

/** From the top, each from the left. */
function rowsOf(cells: readonly Box[]): Box[][] {
  const rows: Box[][] = [];
  const middle = ([, top, , height]: Box): number => top + height / 2;
  for (const cell of cells.toSorted((a, b) => middle(a) - middle(b))) {
    const row = rows.at(-1);
    const first = row?.[0];
    if (first !== undefined && middle(cell) - middle(first) < Math.min(cell[3], first[3]) / 2)
      row?.push(cell);
    else rows.push([cell]);
  }
  return rows.map((row) => row.toSorted((a, b) => a[0] - b[0]));
}
