import type { CellGrid, CellStatistics } from './backgroundGrid.ts';

/** Grounds of different colours on one photo, such as sticky notes on a board. */
export interface GroundRegions {
  /** Of each cell, from 0. */
  readonly labels: Uint16Array;
  /** The smallest rectangle of cells that holds each region. */
  readonly boxes: readonly CellBox[];
}

interface CellBox {
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
}

/** Levels added to the brightest channel: the colour of something dark is noise. Set by hand on a wall of notes, as `leastSide`. */
const darkness = 24;
/** Between two grounds, a colour differs by more from one side of a cell to the other. Chosen on the five walls to train on. */
const colourStep = 0.12;
/** A ground holds a square of so many cells within its edges. Something smaller is a stroke or a drawing. */
const leastSide = 4;

/**
 * Divides a photo into grounds of one colour each. Light and shadow change a colour little, so they do not divide it.
 *
 * @returns null where all is of one ground
 */
export function groundRegions(statistics: CellStatistics): GroundRegions | null {
  const labels = grow(statistics, edgesOf(coloursOf(statistics), statistics));
  const kept = largeRegions(labels, statistics);
  if (kept.size < 2) return null;
  const known = Uint16Array.from(labels, (label) => kept.get(label) ?? 0);
  spread(known, statistics);
  const all = Uint16Array.from(known, (label) => label - 1);
  return { labels: all, boxes: boxesOf(all, kept.size, statistics) };
}

/**
 * How much more red and blue than green each cell has, as shares of its brightest channel: of a saturated colour the darkest
 * channel is mostly noise, which a ratio would enlarge. A cell's ground is the brightest one around it: strokes are narrower.
 */
function coloursOf({ means, columns, rows }: CellStatistics): [Float32Array, Float32Array] {
  const [red, green, blue] = means.map((plane) => brightestAround(plane, columns, rows));
  const excess = (channel: Uint8Array): Float32Array =>
    Float32Array.from(
      channel,
      (level, at) => (level - green[at]) / (Math.max(red[at], green[at], blue[at]) + darkness),
    );
  return [excess(red), excess(blue)];
}

/** The brightest of each cell and the eight around it. */
function brightestAround(plane: Uint8Array, columns: number, rows: number): Uint8Array {
  const across = plane.slice();
  for (let at = 0; at < plane.length; at += 1) {
    const column = at % columns;
    if (column > 0) across[at] = Math.max(across[at], plane[at - 1]);
    if (column + 1 < columns) across[at] = Math.max(across[at], plane[at + 1]);
  }
  const around = across.slice();
  for (let at = 0; at < columns * rows; at += 1) {
    if (at >= columns) around[at] = Math.max(around[at], across[at - columns]);
    if (at + columns < around.length) around[at] = Math.max(around[at], across[at + columns]);
  }
  return around;
}

/** 1 where the colour changes from one side of a cell to the other. */
function edgesOf(colours: readonly Float32Array[], { columns, rows }: CellGrid): Uint8Array {
  const edges = new Uint8Array(columns * rows);
  for (let at = 0; at < edges.length; at += 1) {
    const column = at % columns;
    const [left, right] = [column > 0 ? at - 1 : at, column + 1 < columns ? at + 1 : at];
    const [above, below] = [
      at >= columns ? at - columns : at,
      at + columns < edges.length ? at + columns : at,
    ];
    const changes = (colour: Float32Array): boolean =>
      Math.abs(colour[right] - colour[left]) > colourStep ||
      Math.abs(colour[below] - colour[above]) > colourStep;
    edges[at] = colours.some(changes) ? 1 : 0;
  }
  return edges;
}

/** Numbers from 1 for the cells within edges; 0 for those that are edges. */
function grow({ columns, rows }: CellGrid, edges: Uint8Array): Uint32Array {
  const labels = new Uint32Array(columns * rows);
  const waiting: number[] = [];
  let last = 0;
  const take = (next: number): void => {
    if (labels[next] > 0 || edges[next] === 1) return;
    labels[next] = last;
    waiting.push(next);
  };
  for (let start = 0; start < labels.length; start += 1) {
    if (labels[start] > 0 || edges[start] === 1) continue;
    last += 1;
    labels[start] = last;
    waiting.push(start);
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      eachNeighbour(at, columns, rows, take);
    }
  }
  return labels;
}

/** Calls `visit` with each of the four cells beside one. */
function eachNeighbour(at: number, columns: number, rows: number, visit: (next: number) => void): void {
  const column = at % columns;
  if (column > 0) visit(at - 1);
  if (column + 1 < columns) visit(at + 1);
  if (at >= columns) visit(at - columns);
  if (at + columns < columns * rows) visit(at + columns);
}

/** The labels that fill a square of cells somewhere, with their numbers from 1. */
function largeRegions(labels: Uint32Array, { columns, rows }: CellGrid): Map<number, number> {
  const kept = new Map<number, number>();
  // The side of the largest square of one label that ends at each cell, as in the maximal square problem.
  const sides = new Uint16Array(labels.length);
  for (let at = 0; at < labels.length; at += 1) {
    const label = labels[at];
    if (label === 0) continue;
    const isInside = at % columns > 0 && at >= columns;
    const isSame =
      isInside &&
      labels[at - 1] === label &&
      labels[at - columns] === label &&
      labels[at - columns - 1] === label;
    sides[at] = isSame ? 1 + Math.min(sides[at - 1], sides[at - columns], sides[at - columns - 1]) : 1;
    if (sides[at] >= Math.min(leastSide, columns, rows) && !kept.has(label)) kept.set(label, kept.size + 1);
  }
  return kept;
}

/** Gives cells without a label that of the nearest cell with one, breadth first. */
function spread(labels: Uint16Array, { columns, rows }: CellGrid): void {
  const waiting = [...labels.keys()].filter((at) => labels[at] > 0);
  for (const at of waiting) {
    eachNeighbour(at, columns, rows, (next) => {
      if (labels[next] > 0) return;
      labels[next] = labels[at];
      waiting.push(next);
    });
  }
}

function boxesOf(labels: Uint16Array, count: number, { columns }: CellGrid): CellBox[] {
  const edges = Array.from({ length: count }, () => ({ left: Infinity, top: Infinity, right: 0, bottom: 0 }));
  for (const [at, label] of labels.entries()) {
    const [column, row] = [at % columns, Math.floor(at / columns)];
    const edge = edges[label];
    edge.left = Math.min(edge.left, column);
    edge.top = Math.min(edge.top, row);
    edge.right = Math.max(edge.right, column + 1);
    edge.bottom = Math.max(edge.bottom, row + 1);
  }
  return edges.map(({ left, top, right, bottom }) => ({
    left,
    top,
    columns: right - left,
    rows: bottom - top,
  }));
}

/**
 * Computes something of the cells of each region alone, on a grid that is no larger than the region.
 *
 * @param regions null: all cells are of one
 * @param compute of the region's rectangle of cells, and where in it the region is: 1, elsewhere 0; null where all of it is
 */
export function withinRegions<Values extends Uint8Array | Float32Array>(
  regions: GroundRegions | null,
  grid: CellGrid,
  values: Values,
  compute: (part: Values, grid: Pick<CellGrid, 'columns' | 'rows'>, mask: Uint8Array | null) => Values,
): Values {
  if (regions === null) return compute(values, grid, null);
  const { labels, boxes } = regions;
  const { columns } = grid;
  const result = values.slice() as Values;
  for (const [label, box] of boxes.entries()) {
    const part = values.slice(0, box.columns * box.rows) as Values;
    const mask = new Uint8Array(part.length);
    for (let row = 0, index = 0; row < box.rows; row += 1) {
      const start = (box.top + row) * columns + box.left;
      for (let at = start; at < start + box.columns; at += 1, index += 1) {
        part[index] = values[at];
        mask[index] = labels[at] === label ? 1 : 0;
      }
    }
    const computed = compute(part, box, mask);
    for (let row = 0, index = 0; row < box.rows; row += 1) {
      const start = (box.top + row) * columns + box.left;
      for (let at = start; at < start + box.columns; at += 1, index += 1) {
        if (mask[index] === 1) result[at] = computed[index];
      }
    }
  }
  return result;
}
